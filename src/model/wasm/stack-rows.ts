import type { DenseWeights, Matrix } from "../weights.ts";

/** Dense layers of one input as a single layer: the outputs of the first, then those of the second, and so on. */
export function stackRows(layers: readonly DenseWeights[]): DenseWeights {
  return {
    weight: stackMatrices(layers.map(({ weight }) => weight)),
    bias: joined(layers.map(({ bias }) => bias)),
  };
}

function stackMatrices(matrices: readonly Matrix[]): Matrix {
  const rows = matrices.reduce((sum, matrix) => sum + matrix.rows, 0);
  const { columns } = matrices[0];
  const int8 = matrices.filter((matrix) => "scale" in matrix);
  if (int8.length < matrices.length) return { rows, columns, data: joined(matrices.map(floatsOf)) };
  const data = new Int8Array(rows * columns);
  let start = 0;
  for (const matrix of int8) {
    data.set(matrix.data, start);
    start += matrix.data.length;
  }
  return { rows, columns, data, scale: joined(int8.map(({ scale }) => scale)) };
}

function floatsOf(matrix: Matrix): Float32Array {
  if (!("scale" in matrix)) return matrix.data;
  return Float32Array.from(matrix.data, (value, i) => value * matrix.scale[Math.floor(i / matrix.columns)]);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let start = 0;
  for (const part of parts) {
    all.set(part, start);
    start += part.length;
  }
  return all;
}
