import { timesOwnTranspose } from "../base/own-transpose.ts";

/** Variances that rounding has pushed to 0 or below are lifted to this, so that a belief can always be learned on. */
const MIN_VARIANCE = 1e-12;

/** X S, [n, k], of rows [n, k] and a symmetric matrix [k, k]: n k² multiply-adds, the bulk of an update. */
export function timesSymmetric(rows: Float64Array, matrix: Float64Array, size: number): Float64Array {
  const product = new Float64Array(rows.length);
  const count = rows.length / size;
  const even = size - (size % 4);
  for (let item = 0; item < count; item++) {
    const start = item * size;
    // Four rows of the matrix at a time: a quarter of the loads and stores of the sum.
    for (let a = 0; a < even; a += 4) {
      const [x0, x1, x2, x3] = [
        rows[start + a],
        rows[start + a + 1],
        rows[start + a + 2],
        rows[start + a + 3],
      ];
      const r0 = a * size;
      const r1 = r0 + size;
      const r2 = r1 + size;
      const r3 = r2 + size;
      for (let b = 0; b < size; b++)
        product[start + b] +=
          x0 * matrix[r0 + b] + x1 * matrix[r1 + b] + x2 * matrix[r2 + b] + x3 * matrix[r3 + b];
    }
    for (let a = even; a < size; a++) {
      const value = rows[start + a];
      for (let b = 0; b < size; b++) product[start + b] += value * matrix[a * size + b];
    }
  }
  return product;
}

/** Adds A X′ to a symmetric [n, n], in place, of two [n, k] of which it is known that the product is symmetric. */
export function addProduct(sum: Float64Array, left: Float64Array, right: Float64Array, size: number): void {
  const count = left.length / size;
  for (let a = 0; a < count; a++) {
    for (let b = 0; b <= a; b++) {
      let value = 0;
      for (let k = 0; k < size; k++) value += left[a * size + k] * right[b * size + k];
      sum[a * count + b] += value;
      if (a !== b) sum[b * count + a] += value;
    }
  }
}

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

/** Whether every number is one. */
export function areFinite(numbers: Float64Array): boolean {
  for (let at = 0; at < numbers.length; at++) if (!Number.isFinite(numbers[at])) return false;
  return true;
}

/** G A, [n, k], of [n, n] and [n, k]. */
export function timesRows(matrix: Float64Array, rows: Float64Array, size: number): Float64Array {
  const count = rows.length / size;
  const product = new Float64Array(rows.length);
  for (let a = 0; a < count; a++) {
    for (let k = 0; k < count; k++) {
      const value = matrix[a * count + k];
      if (value === 0) continue;
      for (let at = 0; at < size; at++) product[a * size + at] += value * rows[k * size + at];
    }
  }
  return product;
}

/** m + A′ c, a new [k], of A [n, k] and c [n]. */
export function plusCombination(
  mean: Float64Array,
  rows: Float64Array,
  coefficients: Float64Array,
): Float64Array {
  const next = mean.slice();
  const size = mean.length;
  for (let item = 0; item < coefficients.length; item++) {
    const value = coefficients[item];
    for (let at = 0; at < size; at++) next[at] += value * rows[item * size + at];
  }
  return next;
}
