import { CORE_COUNT, FEATURE_COUNT, FEATURE_WIDTHS } from "./feature-layout.ts";

/**
 * The least of {@link FEATURE_WIDTHS} that holds all that is not 0 in n items' features. Learning costs the square of it, so that
 * a shop without facts and vectors of its own does not pay for them.
 *
 * @param features [n, d]; or [1, d, k], with k numbers a coordinate.
 */
export function widthOf(features: Float32Array, k = 1): number {
  let width = CORE_COUNT;
  for (let start = 0; start < features.length; start += FEATURE_COUNT * k) {
    for (let at = FEATURE_COUNT * k - 1; at >= width * k; at--) {
      if (features[start + at] !== 0) width = FEATURE_WIDTHS.find((end) => end * k > at)!; // the last one is d
    }
  }
  return width;
}

/** The first columns of [n, d], as doubles: [n, width]. */
export function firstColumns(features: Float32Array, width: number): Float64Array {
  if (width === FEATURE_COUNT) return new Float64Array(features);
  const count = features.length / FEATURE_COUNT;
  const rows = new Float64Array(count * width);
  for (let item = 0; item < count; item++) {
    const start = item * FEATURE_COUNT;
    rows.set(features.subarray(start, start + width), item * width);
  }
  return rows;
}

/** A vector over the first coordinates as one over all, [d]: 0 beyond. The same array if it is one already. */
export function overAll(vector: Float64Array): Float64Array {
  if (vector.length === FEATURE_COUNT) return vector;
  const whole = new Float64Array(FEATURE_COUNT);
  whole.set(vector);
  return whole;
}
