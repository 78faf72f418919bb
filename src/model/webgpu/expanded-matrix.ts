import type { Matrix } from "../weights.ts";

/** The float32 values of a matrix in its own layout. */
export function expandedMatrix(matrix: Matrix): Float32Array {
  if (!("scale" in matrix)) return matrix.data;
  const { columns, data, scale } = matrix;
  return Float32Array.from(data, (value, i) => value * scale[Math.floor(i / columns)]);
}
