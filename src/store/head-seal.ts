import { crc32 } from "../base/checksum.ts";
import type { Examples } from "../learning/examples.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import type { HeadState } from "../learning/personal-head.ts";
import type { HeadRecord } from "./schema.ts";

/** What a sealed head must match to be used: heads of another model, or learned by another rule, do not fit. */
export interface HeadFit {
  readonly modelId: string;
  readonly learner: HeadState["type"];
}

/** A head as it goes into the store, with the checksum that {@link unsealHead} will check. */
export function sealHead(head: Omit<HeadRecord, "key" | "layout" | "checksum">): HeadRecord {
  return { key: "personal", layout: FEATURE_LAYOUT, ...head, checksum: checksumOf(head.state) };
}

/**
 * Checks a head that came out of the store. Any script of the page may have written there, and a browser may have
 * died in the middle of a write.
 *
 * @returns The record, or why it cannot be used; the caller then starts from the global head.
 */
export function unsealHead(
  record: HeadRecord,
  fit: HeadFit,
): HeadRecord | { readonly refusedBecause: string } {
  if (record.layout !== FEATURE_LAYOUT)
    return refused(`it has feature layout "${record.layout}", expected "${FEATURE_LAYOUT}"`);
  if (record.modelId !== fit.modelId)
    return refused(`it belongs to model "${record.modelId}", the page uses "${fit.modelId}"`);
  if (record.state?.type !== fit.learner)
    return refused(`it was learned by "${record.state?.type}", the page asks for "${fit.learner}"`);
  const arrays = arraysOf(record.state);
  if (!arrays.every((array) => ArrayBuffer.isView(array) && array.every(Number.isFinite)))
    return refused("it holds numbers that are not finite");
  if (!hasRightShapes(record.state)) return refused("its arrays have the wrong lengths");
  if (checksumOf(record.state) !== record.checksum)
    return refused("its checksum does not match; it was damaged");
  return record;
}

function refused(refusedBecause: string): { refusedBecause: string } {
  return { refusedBecause };
}

function hasRightShapes(state: HeadState): boolean {
  switch (state.type) {
    case "bayes":
      return state.mean.length === FEATURE_COUNT && state.covariance.length === FEATURE_COUNT ** 2;
    case "sgd":
      return state.offset.length === FEATURE_COUNT;
    case "adamw":
      return [state.parameters, state.firstMoment, state.secondMoment, state.best].every(
        ({ length }) => length === FEATURE_COUNT,
      );
  }
}

function checksumOf(state: HeadState): number {
  return crc32(
    arraysOf(state).map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)),
  );
}

function arraysOf(state: HeadState): (Float64Array | Float32Array | Uint8Array)[] {
  switch (state.type) {
    case "bayes":
      return [state.mean, state.covariance];
    case "sgd":
      return [state.offset];
    case "adamw":
      return [
        state.parameters,
        state.firstMoment,
        state.secondMoment,
        state.best,
        Float64Array.of(state.step, state.seed, state.worseFor),
        ...state.replay.flatMap(exampleArrays),
      ];
  }
}

function exampleArrays(examples: Examples): (Float64Array | Float32Array | Uint8Array)[] {
  return [examples.features, examples.baseScores, examples.rewards, examples.propensities, examples.weights];
}
