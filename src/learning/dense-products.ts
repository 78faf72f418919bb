import { multiplyRowTile } from "../base/multiply-row-tile.ts";

/**
 * A B′, [n, m], of rows [n, k] and [m, k], each value one sum from the first k to the last. To multiply with a symmetric matrix, hand it in as B.
 */
export function timesTransposed(left: Float64Array, right: Float64Array, size: number): Float64Array {
  const [rows, columns] = [left.length / size, right.length / size];
  const product = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row += 4)
    multiplyRowTile(product, left, right, { size, row, end: columns, isUpperTriangular: false });
  return product;
}

/** {@link timesTransposed} of two [n, k] of which it is known that the product, [n, n], is symmetric; half the work. */
export function symmetricProduct(left: Float64Array, right: Float64Array, size: number): Float64Array {
  const count = left.length / size;
  const product = new Float64Array(count * count);
  for (let row = 0; row < count; row += 4)
    multiplyRowTile(product, left, right, {
      size,
      row,
      end: Math.min(row + 4, count),
      isUpperTriangular: false,
    });
  for (let a = 0; a < count; a++) for (let b = 0; b < a; b++) product[b * count + a] = product[a * count + b];
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
