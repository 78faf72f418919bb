import { crc32 } from "../base/checksum.ts";
import type { Examples } from "../learning/examples.ts";
import type { BayesState } from "../learning/bayes-head.ts";
import { FEATURE_LAYOUT, FEATURE_WIDTHS } from "../learning/feature-layout.ts";
import type { HeadState } from "../learning/personal-head.ts";
import type { HeadRecord } from "./visitor-records.ts";

/** What a sealed head must match to be used: heads of another model, or learned by another rule, do not fit. */
export interface HeadFit {
  readonly modelId: string;
  /** A head of the rule that the page asks for, which has learned nothing. */
  readonly fresh: HeadState;
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
  if (typeof record.state?.type !== "string") return refused("it holds no head");
  if (record.state.type !== fit.fresh.type)
    return refused(`it was learned by "${record.state.type}", the page asks for "${fit.fresh.type}"`);
  if (!isFinite(record.state)) return refused("it holds numbers that are not finite");
  if (!isAlike(record.state, fit.fresh)) return refused("its arrays have the wrong lengths");
  if (checksumOf(record.state) !== record.checksum)
    return refused("its checksum does not match; it was damaged");
  return record;
}

/** True if the head's numbers are those that were sealed, of whatever layout. May throw on what is no head at all. */
export function isIntact({ state, checksum }: HeadRecord): boolean {
  return isFinite(state) && checksumOf(state) === checksum;
}

function isFinite(state: HeadState): boolean {
  return arraysOf(state).every((array) => ArrayBuffer.isView(array) && array.every(Number.isFinite));
}

function refused(refusedBecause: string): { refusedBecause: string } {
  return { refusedBecause };
}

/**
 * As many numbers as a fresh head has, array by array; the pages that are replayed come after them, and check themselves. A
 * Bayesian one may have seen more kinds of features.
 */
function isAlike(state: HeadState, fresh: HeadState): boolean {
  if (state.type === "bayes") {
    const width = state.mean.length;
    const isWidth = FEATURE_WIDTHS.includes(width) && width >= (fresh as BayesState).mean.length; // of one type
    return isWidth && state.covariance.length === width * width;
  }
  const lengths = arraysOf(state).map(({ length }) => length);
  return arraysOf(fresh).every(({ length }, at) => length === lengths[at]);
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
    case "low-rank":
      return [state.mean, state.covariance, state.remainderMean, state.remainderVariance];
    case "sgd":
      return [state.offset];
    case "adamw":
    case "mlp":
      return [
        state.parameters,
        state.firstMoment,
        state.secondMoment,
        state.best,
        Float64Array.of(state.step, state.seed, state.worseFor),
        // Without a list there is no view to check: it is refused.
        ...(Array.isArray(state.replay) ? state.replay.flatMap(exampleArrays) : [undefined as never]),
      ];
  }
}

function exampleArrays(examples: Partial<Examples> | null): (Float64Array | Float32Array | Uint8Array)[] {
  const { features, baseScores, rewards, propensities, weights } = examples ?? {};
  return [features, baseScores, rewards, propensities, weights] as never; // what is missing is no view: it is refused
}
