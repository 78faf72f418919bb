/** Pivots below this share of the largest diagonal entry are rounding, and their directions carry nothing. */
const RANK_TOLERANCE = 1e-13;

/**
 * A lower L with A = L L′ of a symmetric matrix that may be singular, but has no negative eigenvalue. Columns without a
 * pivot are 0.
 */
export function semidefiniteRoot(matrix: Float64Array, size: number): Float64Array {
  const root = new Float64Array(size * size);
  let largest = 0;
  for (let at = 0; at < size; at++) largest = Math.max(largest, matrix[at * size + at]);
  const least = largest * RANK_TOLERANCE;
  for (let column = 0; column < size; column++) {
    const columnAt = column * size;
    let pivot = matrix[columnAt + column];
    for (let k = 0; k < column; k++) pivot -= root[columnAt + k] ** 2;
    if (!(pivot > least)) continue;
    const diagonal = Math.sqrt(pivot);
    root[columnAt + column] = diagonal;
    for (let row = column + 1; row < size; row++) {
      let sum = matrix[row * size + column];
      for (let k = 0; k < column; k++) sum -= root[row * size + k] * root[columnAt + k];
      root[row * size + column] = sum / diagonal;
    }
  }
  return root;
}
