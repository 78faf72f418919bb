import type { HeadMaths } from "../base/head-maths.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import { plainMaths } from "./plain-maths.ts";

/**
 * X w: the score of every row.
 *
 * @param features [n, d].
 * @param weights  [d].
 * @returns [n]. Throws a RangeError if the features are not whole rows, or the weights not d numbers.
 */
export function linearScores(
  features: Float32Array,
  weights: Float64Array,
  maths: HeadMaths = plainMaths,
): Float64Array {
  if (features.length % FEATURE_COUNT !== 0 || weights.length !== FEATURE_COUNT) {
    throw new RangeError(
      `Expected rows of ${FEATURE_COUNT} features and as many weights, got ${features.length} features in all and ${weights.length} weights; were they made for another feature layout?`,
    );
  }
  return maths.scores(features, weights);
}

/** Adds the personal part to the base scores, [n]. */
export function addScores(base: Float64Array, personal: Float64Array): Float64Array {
  const sums = base.slice();
  for (let item = 0; item < sums.length; item++) sums[item] += personal[item];
  return sums;
}

/** X′ c, [d]: what slopes with respect to the scores, [n], mean for the weights. */
export function pullBack(features: Float32Array, slopes: Float64Array): Float64Array {
  const gradient = new Float64Array(FEATURE_COUNT);
  for (let item = 0; item < slopes.length; item++) {
    const slope = slopes[item];
    if (slope === 0) continue;
    const start = item * FEATURE_COUNT;
    for (let at = 0; at < FEATURE_COUNT; at++) gradient[at] += slope * features[start + at];
  }
  return gradient;
}
