/**
 * The lower factor C of a symmetric matrix A = C C′ (Cholesky), [k, k] row-major; what lies above the diagonal is 0. Unlike
 * the one in `base` it never fails: an update that rounding disturbs is still the best there is.
 *
 * @param matrix   [k, k]; only the lower triangle is read.
 * @param size     k.
 * @param minPivot Above 0: pivots that rounding has pushed below it are lifted to it, so the factor is always finite and
 *                 invertible for a finite matrix.
 * @returns A new array. k³ / 6 multiply-adds.
 */
export function lowerFactor(matrix: Float64Array, size: number, minPivot: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    const rowAt = row * size;
    for (let column = 0; column <= row; column++) {
      const columnAt = column * size;
      let sum = matrix[rowAt + column];
      for (let k = 0; k < column; k++) sum -= factor[rowAt + k] * factor[columnAt + k];
      factor[rowAt + column] =
        column === row ? Math.sqrt(Math.max(sum, minPivot)) : sum / factor[columnAt + column];
    }
  }
  return factor;
}

/**
 * C⁻¹ R by forward substitution.
 *
 * @param factor [k, k], lower, with a diagonal above 0.
 * @param right  [k, m] row-major.
 * @returns A new [k, m]; k² m / 2 multiply-adds.
 */
export function solveLower(factor: Float64Array, right: Float64Array, width: number): Float64Array {
  const solution = right.slice();
  const size = right.length / width;
  for (let row = 0; row < size; row++) {
    const scale = 1 / factor[row * size + row];
    const rowAt = row * width;
    let first = 0;
    // Four columns at a time: four sums that do not wait for each other, and nothing stored in between.
    for (; first + 4 <= width; first += 4) {
      const at = rowAt + first;
      let a = solution[at];
      let b = solution[at + 1];
      let c = solution[at + 2];
      let d = solution[at + 3];
      for (let k = 0, from = first; k < row; k++, from += width) {
        const value = factor[row * size + k];
        a -= value * solution[from];
        b -= value * solution[from + 1];
        c -= value * solution[from + 2];
        d -= value * solution[from + 3];
      }
      solution[at] = a * scale;
      solution[at + 1] = b * scale;
      solution[at + 2] = c * scale;
      solution[at + 3] = d * scale;
    }
    for (; first < width; first++) {
      let sum = solution[rowAt + first];
      for (let k = 0; k < row; k++) sum -= factor[row * size + k] * solution[k * width + first];
      solution[rowAt + first] = sum * scale;
    }
  }
  return solution;
}
