import type { Matrix } from "../weights.ts";

/**
 * Dense weights [outputs, inputs] of layers with the same input, as one float32 matrix [inputs, Σ outputs], which the
 * dense kernel reads 4 neighbouring outputs at a time.
 */
export function transposedWeights(matrices: readonly Matrix[]): Float32Array {
  const inputs = matrices[0].columns;
  const outputs = matrices.reduce((sum, { rows }) => sum + rows, 0);
  const transposed = new Float32Array(inputs * outputs);
  let first = 0;
  for (const matrix of matrices) {
    const { rows, columns, data } = matrix;
    for (let row = 0; row < rows; row++) {
      const scale = "scale" in matrix ? matrix.scale[row] : 1;
      for (let k = 0; k < columns; k++)
        transposed[k * outputs + first + row] = data[row * columns + k] * scale;
    }
    first += rows;
  }
  return transposed;
}
