import { crc32 } from "../base/checksum.ts";
import type { FittedHead } from "../learning/fitted-head.ts";
import { checkPrior } from "../learning/gaussian-prior.ts";
import { CORE_COUNT, FEATURE_COUNT } from "../learning/feature-layout.ts";
import type { ModelRecord } from "../store/visitor-records.ts";

const MARK = "+head-";

/**
 * What heads are told apart by: the encoder, and what was fitted for heads with it. A head that started from one prior means
 * nothing under another, so a newly fitted one makes a new model of it.
 *
 * @param encoderId Of the model folder.
 */
export function headModelId(encoderId: string, fitted: FittedHead | null): string {
  return fitted === null ? encoderId : `${encoderId}${MARK}${checksumOf(fitted)}`;
}

/** False for the id of a model with which nothing was fitted for heads. */
export function isFitted(modelId: string): boolean {
  return modelId.includes(MARK);
}

/** What was fitted, if the record is whole: any script of the page may have written there. Null if it is not. */
export function fittedOf({ key, fitted }: ModelRecord): FittedHead | null {
  try {
    const { weights, prior, likelihood } = fitted;
    if (prior !== null) checkPrior(prior);
    const areWeights =
      weights === null ||
      ([CORE_COUNT, FEATURE_COUNT].includes(weights.length) && weights.every(Number.isFinite));
    const isLikelihood = likelihood === "position-based" || likelihood === "listwise";
    return areWeights && isLikelihood && key.endsWith(MARK + checksumOf(fitted)) ? fitted : null;
  } catch {
    return null;
  }
}

function checksumOf({ weights, prior, likelihood }: FittedHead): string {
  const arrays = [weights, prior?.basis, prior?.remainder].filter((array) => array != null);
  const bytes = arrays.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return crc32([new TextEncoder().encode(likelihood), ...bytes]).toString(16);
}
