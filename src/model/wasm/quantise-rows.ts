import type { Matrix } from "../weights.ts";

type Int8Matrix = Extract<Matrix, { readonly data: Int8Array }>;

/**
 * Rounds each row to whole numbers within ± limit, with a scale of its own: value = whole · scale. At load, on the page: the importer,
 * which must write what numpy would, has its own (import/quantize-rows.ts).
 *
 * @param limit At most 127; the row's largest value becomes this or its negative.
 */
export function quantiseRows(matrix: Matrix, limit: number): Int8Matrix {
  const { rows, columns, data: source } = matrix;
  const data = new Int8Array(source.length);
  const scale = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const end = (row + 1) * columns;
    let largest = 0;
    for (let i = row * columns; i < end; i++) largest = Math.max(largest, Math.abs(source[i]));
    if (largest === 0) continue; // all zeros, and so their scale
    const factor = limit / largest;
    for (let i = row * columns; i < end; i++) data[i] = Math.floor(source[i] * factor + 0.5);
    scale[row] = ("scale" in matrix ? matrix.scale[row] : 1) / factor;
  }
  return { rows, columns, data, scale };
}
