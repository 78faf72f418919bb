import { timesOwnTranspose } from "./own-transpose.ts";

/** L with L L′ = A: the lower triangle of a symmetric, positive definite matrix's square root. */
export interface Cholesky {
  readonly size: number;
  /** [size, size] row-major, 0 above the diagonal; the diagonal is positive. */
  readonly lower: Float64Array;
}

/**
 * Factors a symmetric, positive definite matrix; only the lower triangle is read. size³ / 6 multiply-adds.
 *
 * @param matrix [size, size] row-major, left as it is.
 * @throws {RangeError} if the length is wrong or the matrix is not positive definite (also with a NaN or an infinity).
 * @see Golub & Van Loan, Matrix Computations, section 4.2
 */
export function cholesky(matrix: Float64Array, size: number): Cholesky {
  if (matrix.length !== size * size) {
    throw new RangeError(
      `Cannot factor the matrix as it must have ${size} × ${size} values: got ${matrix.length}`,
    );
  }
  const lower = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const pivotAt = column * size;
    let square = matrix[pivotAt + column];
    for (let k = 0; k < column; k++) square -= lower[pivotAt + k] ** 2;
    if (!(square > 0 && square < Infinity)) {
      throw new RangeError(
        `Cannot factor the matrix as it must be positive definite: pivot ${column} of ${size} is ${square}; raise its eigenvalues or check what it was made of`,
      );
    }
    const pivot = Math.sqrt(square);
    lower[pivotAt + column] = pivot;
    // Four rows at a time: four sums that do not wait for each other.
    for (let row = column + 1; row < size; row += 4) {
      const rows = Math.min(4, size - row);
      const at = row * size;
      const [stepB, stepC, stepD] = [1, 2, 3].map((step) => Math.min(step, rows - 1) * size);
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let k = 0; k < column; k++) {
        const value = lower[pivotAt + k];
        a += value * lower[at + k];
        b += value * lower[at + stepB + k];
        c += value * lower[at + stepC + k];
        d += value * lower[at + stepD + k];
      }
      lower[at + column] = (matrix[at + column] - a) / pivot;
      if (rows > 1) lower[at + size + column] = (matrix[at + size + column] - b) / pivot;
      if (rows > 2) lower[at + 2 * size + column] = (matrix[at + 2 * size + column] - c) / pivot;
      if (rows > 3) lower[at + 3 * size + column] = (matrix[at + 3 * size + column] - d) / pivot;
    }
  }
  return { size, lower };
}

/** x with A x = b, [size]. */
export function choleskySolve({ size, lower }: Cholesky, vector: ArrayLike<number>): Float64Array {
  const solution = Float64Array.from(vector);
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < row; k++) solution[row] -= lower[row * size + k] * solution[k];
    solution[row] /= lower[row * size + row];
  }
  for (let row = size - 1; row >= 0; row--) {
    solution[row] /= lower[row * size + row];
    for (let k = 0; k < row; k++) solution[k] -= lower[row * size + k] * solution[row];
  }
  return solution;
}

/** A⁻¹, [size, size], symmetric to the bit. size³ / 3 multiply-adds. */
export function choleskyInverse({ size, lower }: Cholesky): Float64Array<ArrayBuffer> {
  // Row a is column a of L⁻¹, so that every sum reads forwards: A⁻¹ = (L⁻¹)′ L⁻¹.
  const inverse = new Float64Array(size * size);
  const zeros = size - 1;
  for (let first = 0; first < size; first += 4) {
    const at = [0, 1, 2, 3].map((step) => Math.min(first + step, zeros) * size);
    const [atA, atB, atC, atD] = at;
    for (let row = first; row < size; row++) {
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let k = first; k < row; k++) {
        const value = lower[row * size + k];
        a += value * inverse[atA + k];
        b += value * inverse[atB + k];
        c += value * inverse[atC + k];
        d += value * inverse[atD + k];
      }
      const pivot = lower[row * size + row];
      const sums = [a, b, c, d];
      for (let step = 0; step < 4 && first + step < size; step++) {
        if (row >= first + step)
          inverse[at[step] + row] = ((row === first + step ? 1 : 0) - sums[step]) / pivot;
      }
    }
  }
  return timesOwnTranspose(inverse, size, size, true);
}

/** ln det A. */
export function logDeterminant({ size, lower }: Cholesky): number {
  let sum = 0;
  for (let at = 0; at < size; at++) sum += Math.log(lower[at * size + at]);
  return 2 * sum;
}
