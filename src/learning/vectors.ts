import { FEATURE_COUNT } from "./feature-layout.ts";

/** The inner product of two vectors of equal length. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}

/** A view of row `item` of an [n, d] matrix; no copy. */
export function rowOf(features: Float32Array, item: number): Float32Array {
  return features.subarray(item * FEATURE_COUNT, (item + 1) * FEATURE_COUNT);
}
