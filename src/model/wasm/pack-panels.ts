import type { Matrix } from "../weights.ts";

/**
 * Writes dense weights [outputs, inputs] as panels of 8 outputs, [outputs / 8][inputs][8] in float32, which the dense
 * kernel reads strictly forwards:
 *
 *   panel p:  w[8p, 0] w[8p+1, 0] … w[8p+7, 0] | w[8p, 1] … w[8p+7, 1] | …
 *
 * @param target Exactly rows · columns values.
 */
export function packPanels(matrix: Matrix, target: Float32Array): void {
  const { rows, columns, data } = matrix;
  const scale = "scale" in matrix ? matrix.scale : null;
  for (let row = 0; row < rows; row++) {
    const panel = (row >> 3) * columns * 8 + (row & 7);
    const rowScale = scale === null ? 1 : scale[row];
    for (let k = 0; k < columns; k++) target[panel + k * 8] = data[row * columns + k] * rowScale;
  }
}
