/**
 * The upper triangle of a symmetric matrix, row by row, values off the diagonal times √2: they stand for two, so the
 * packed vector is as long (L2) as the matrix (Frobenius), and noise of one size per value is what its norm calls for.
 *
 * @param matrix [size, size]; only the upper triangle is read.
 * @returns [size (size + 1) / 2], float32 as it is sent.
 */
export function packSymmetric(matrix: Float64Array, size: number): Float32Array<ArrayBuffer> {
  const packed = new Float32Array((size * (size + 1)) / 2);
  let to = 0;
  for (let row = 0; row < size; row++) {
    for (let column = row; column < size; column++)
      packed[to++] = matrix[row * size + column] * (row === column ? 1 : Math.SQRT2);
  }
  return packed;
}

/**
 * The inverse of {@link packSymmetric}: [size, size].
 *
 * @throws {RangeError} if there are not size (size + 1) / 2 values.
 */
export function unpackSymmetric(packed: ArrayLike<number>, size: number): Float64Array<ArrayBuffer> {
  if (packed.length !== (size * (size + 1)) / 2) {
    throw new RangeError(
      `Cannot unpack a ${size} × ${size} matrix as it takes ${(size * (size + 1)) / 2} values: got ${packed.length}`,
    );
  }
  const matrix = new Float64Array(size * size);
  let from = 0;
  for (let row = 0; row < size; row++) {
    for (let column = row; column < size; column++) {
      const value = packed[from++] / (row === column ? 1 : Math.SQRT2);
      matrix[row * size + column] = value;
      matrix[column * size + row] = value;
    }
  }
  return matrix;
}
