import type { Matrix } from "../weights.ts";

/** The float32 values of a matrix in its own layout. */
export function expandedMatrix(matrix: Matrix): Float32Array {
  if (!("scale" in matrix)) return matrix.data;
  const { rows, columns, data, scale } = matrix;
  const values = new Float32Array(data.length);
  // Plain loops: a multilingual table has a hundred million values.
  for (let row = 0; row < rows; row++) {
    const end = (row + 1) * columns;
    for (let i = row * columns; i < end; i++) values[i] = data[i] * scale[row];
  }
  return values;
}
