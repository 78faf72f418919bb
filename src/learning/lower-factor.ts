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
 * @param width  m.
 * @returns A new [k, m]. k² m / 2 multiply-adds.
 */
export function solveLower(factor: Float64Array, right: Float64Array, width: number): Float64Array {
  const solution = right.slice();
  const size = right.length / width;
  for (let row = 0; row < size; row++) {
    const rowAt = row * width;
    let k = 0;
    // Four earlier rows at a time: a quarter of the loads and stores.
    for (; k + 4 <= row; k += 4) {
      const factorAt = row * size + k;
      const [f0, f1, f2, f3] = [
        factor[factorAt],
        factor[factorAt + 1],
        factor[factorAt + 2],
        factor[factorAt + 3],
      ];
      if (f0 === 0 && f1 === 0 && f2 === 0 && f3 === 0) continue;
      const r0 = k * width;
      const r1 = r0 + width;
      const r2 = r1 + width;
      const r3 = r2 + width;
      for (let at = 0; at < width; at++)
        solution[rowAt + at] -=
          f0 * solution[r0 + at] + f1 * solution[r1 + at] + f2 * solution[r2 + at] + f3 * solution[r3 + at];
    }
    for (; k < row; k++) {
      const value = factor[row * size + k];
      for (let at = 0; at < width; at++) solution[rowAt + at] -= value * solution[k * width + at];
    }
    const scale = 1 / factor[row * size + row];
    for (let at = 0; at < width; at++) solution[rowAt + at] *= scale;
  }
  return solution;
}
