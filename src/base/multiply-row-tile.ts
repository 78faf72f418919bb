/** Which products of rows are wanted. */
export interface RowTile {
  /** Of each row. */
  readonly size: number;
  /** The first of four; past the last row the last one stands in: its products are written twice, with the same value. */
  readonly row: number;
  /** Columns before this one are wanted. */
  readonly end: number;
  /** True if row a of both is 0 before its place a: a third of the work then. */
  readonly isUpperTriangular: boolean;
}

/**
 * Writes products of four rows of `left` with rows of `right`, [m, size], into `product`, [n, m]: in tiles of 4 × 2 values, which
 * read both forwards, half the time of adding up row by row. Each value is one sum, from the first place to the last.
 */
export function multiplyRowTile(
  product: Float64Array,
  left: Float64Array,
  right: Float64Array,
  { size, row, end, isUpperTriangular }: RowTile,
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
    for (let k = isUpperTriangular ? Math.max(row, column) : 0; k < size; k++) {
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
