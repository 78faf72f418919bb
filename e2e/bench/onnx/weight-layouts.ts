import type { Matrix } from "../../../src/model/weights.ts";

/** Float32 values of a matrix [rows, columns] as [columns, rows]: ONNX multiplies x · W, torch x · Wᵀ. */
export function transposed(matrix: Matrix): Float32Array<ArrayBuffer> {
  const { rows, columns, data } = matrix;
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const scale = "scale" in matrix ? matrix.scale[row] : 1;
    for (let column = 0; column < columns; column++)
      values[column * rows + row] = data[row * columns + column] * scale;
  }
  return values;
}

/** Float32 values of a matrix, row-major. */
export function floatsOf(matrix: Matrix): Float32Array<ArrayBuffer> {
  const { columns, data } = matrix;
  return Float32Array.from(data, (value, at) =>
    "scale" in matrix ? value * matrix.scale[Math.floor(at / columns)] : value,
  );
}

/** One scale for all values, value ≈ int8 · scale, and no zero point: onnxruntime's `quantize_dynamic` by default. */
export function perTensorInt8(values: Float32Array): { data: Int8Array<ArrayBuffer>; scale: number } {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  const scale = largest === 0 ? 1 : Math.fround(largest / 127);
  return { data: Int8Array.from(values, (value) => Math.round(value / scale)), scale };
}
