/**
 * A B′, [n, m], of rows [n, k] and [m, k], each value one sum from the first k to the last. In tiles of 4 × 2 values, which
 * read both forwards: half the time of adding up row by row. To multiply with a symmetric matrix, hand it in as B.
 */
export function timesTransposed(left: Float64Array, right: Float64Array, size: number): Float64Array {
  const [rows, columns] = [left.length / size, right.length / size];
  const product = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row += 4) multiplyRows(product, left, right, { size, row, end: columns });
  return product;
}

/** {@link timesTransposed} of two [n, k] of which it is known that the product, [n, n], is symmetric; half the work. */
export function symmetricProduct(left: Float64Array, right: Float64Array, size: number): Float64Array {
  const count = left.length / size;
  const product = new Float64Array(count * count);
  for (let row = 0; row < count; row += 4)
    multiplyRows(product, left, right, { size, row, end: Math.min(row + 4, count) });
  for (let a = 0; a < count; a++) for (let b = 0; b < a; b++) product[b * count + a] = product[a * count + b];
  return product;
}

interface RowsToMultiply {
  readonly size: number;
  /** The first of four; past the last row the last one stands in: its products are written twice, with the same value. */
  readonly row: number;
  /** Columns before this one are wanted. */
  readonly end: number;
}

function multiplyRows(
  product: Float64Array,
  left: Float64Array,
  right: Float64Array,
  { size, row, end }: RowsToMultiply,
): void {
  const [lastRow, columns] = [left.length / size - 1, right.length / size];
  const rowB = Math.min(row + 1, lastRow);
  const rowC = Math.min(row + 2, lastRow);
  const rowD = Math.min(row + 3, lastRow);
  const atA = row * size;
  const atB = rowB * size;
  const atC = rowC * size;
  const atD = rowD * size;
  for (let column = 0; column < end; column += 2) {
    const other = Math.min(column + 1, end - 1);
    const atLeft = column * size;
    const atRight = other * size;
    let aLeft = 0;
    let aRight = 0;
    let bLeft = 0;
    let bRight = 0;
    let cLeft = 0;
    let cRight = 0;
    let dLeft = 0;
    let dRight = 0;
    for (let k = 0; k < size; k++) {
      const valueLeft = right[atLeft + k];
      const valueRight = right[atRight + k];
      const a = left[atA + k];
      const b = left[atB + k];
      const c = left[atC + k];
      const d = left[atD + k];
      aLeft += a * valueLeft;
      aRight += a * valueRight;
      bLeft += b * valueLeft;
      bRight += b * valueRight;
      cLeft += c * valueLeft;
      cRight += c * valueRight;
      dLeft += d * valueLeft;
      dRight += d * valueRight;
    }
    product[row * columns + column] = aLeft;
    product[row * columns + other] = aRight;
    product[rowB * columns + column] = bLeft;
    product[rowB * columns + other] = bRight;
    product[rowC * columns + column] = cLeft;
    product[rowC * columns + other] = cRight;
    product[rowD * columns + column] = dLeft;
    product[rowD * columns + other] = dRight;
  }
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
