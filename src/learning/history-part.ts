import { FEATURE_COUNT, featureRange } from "./feature-layout.ts";

const HISTORY = featureRange("history").start;

/**
 * What likeness to the visitor's history adds to each score: the global head's weight times the static score.
 *
 * @param features [n, d].
 * @param weights  Global head, [d].
 * @returns [n].
 */
export function historyPart(features: Float32Array, weights: ArrayLike<number>): Float64Array {
  return Float64Array.from(
    { length: features.length / FEATURE_COUNT },
    (_, index) => features[index * FEATURE_COUNT + HISTORY] * weights[HISTORY],
  );
}
