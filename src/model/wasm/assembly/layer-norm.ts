import { multiplyAdd, sumLanes } from "./vector-maths";

/**
 * Each row to mean 0 and variance 1, then scaled and shifted: (x − mean) / √(variance + epsilon) · weight + bias.
 * The variance is taken around the mean, in a second pass: E[x²] − E[x]² would cancel for rows far from 0.
 *
 * @param input   [rows, columns]
 * @param weight, bias [columns]
 * @param output  [rows, columns]; may be `input`
 * @param columns a multiple of 4
 */
export function layerNorm(
  input: usize,
  weight: usize,
  bias: usize,
  output: usize,
  rows: i32,
  columns: i32,
  epsilon: f32,
): void {
  const rowBytes = (<usize>columns) << 2;
  for (let row = 0; row < rows; row++) {
    const source = input + <usize>row * rowBytes;
    const target = output + <usize>row * rowBytes;
    let sum4 = f32x4.splat(0);
    for (let i: usize = 0; i < rowBytes; i += 16) sum4 = f32x4.add(sum4, v128.load(source + i));
    const mean = f32x4.splat(sumLanes(sum4) / <f32>columns);
    let squares4 = f32x4.splat(0);
    for (let i: usize = 0; i < rowBytes; i += 16) {
      const centred = f32x4.sub(v128.load(source + i), mean);
      squares4 = multiplyAdd(centred, centred, squares4);
    }
    const scale = f32x4.splat(1 / sqrt<f32>(sumLanes(squares4) / <f32>columns + epsilon));
    for (let i: usize = 0; i < rowBytes; i += 16) {
      const centred = f32x4.sub(v128.load(source + i), mean);
      const normal = f32x4.mul(centred, scale);
      v128.store(target + i, multiplyAdd(normal, v128.load(weight + i), v128.load(bias + i)));
    }
  }
}
