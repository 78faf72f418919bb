/** A matrix in 8 bits: value ≈ int8 · scale of its row. */
export interface QuantizedRows {
  /** [rows, columns], −127 … 127. */
  readonly values: Int8Array<ArrayBuffer>;
  /** [rows] */
  readonly scales: Float32Array<ArrayBuffer>;
}

/**
 * Quantises each row by its own scale, symmetrically: scale = max |row| / 127, so that |error| ≤ scale / 2. A row of zeros
 * has scale 1. The same numbers as models/train/quantize.py.
 *
 * @param matrix [rows, columns], finite.
 */
export function quantizeRows(matrix: Float32Array, columns: number): QuantizedRows {
  const rows = matrix.length / columns;
  const values = new Int8Array(matrix.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    const end = start + columns;
    let largest = 0;
    for (let i = start; i < end; i++) largest = Math.max(largest, Math.abs(matrix[i]));
    const scale = Math.fround(largest / 127) || 1;
    scales[row] = scale;
    for (let i = start; i < end; i++) values[i] = roundHalfToEven(Math.fround(matrix[i] / scale));
  }
  return { values, scales };
}

/** As numpy's rint; the scale keeps the result within ±127 but for a rounding, which is cut off. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
  return Math.max(-127, Math.min(127, rounded));
}
