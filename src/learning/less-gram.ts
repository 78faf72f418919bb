import { timesOwnTranspose } from "../base/own-transpose.ts";

/** Variances that rounding has pushed to 0 or below are lifted to this, so that a belief can always be learned on. */
const MIN_VARIANCE = 1e-12;

/**
 * S − V′ V, a new [k, k], symmetric to the bit, with a diagonal above 0.
 *
 * @param rows V, [m, k].
 */
export function lessGram(covariance: Float64Array, rows: Float64Array, size: number): Float64Array {
  const count = rows.length / size;
  const columns = new Float64Array(rows.length); // [k, m], so that the sums run over neighbours
  for (let row = 0; row < count; row++) {
    for (let at = 0; at < size; at++) columns[at * count + row] = rows[row * size + at];
  }
  const next = timesOwnTranspose(columns, size, count);
  for (let at = 0; at < next.length; at++) next[at] = covariance[at] - next[at];
  for (let at = 0; at < next.length; at += size + 1) {
    if (next[at] < MIN_VARIANCE) next[at] = Math.min(covariance[at], MIN_VARIANCE);
  }
  return next;
}
