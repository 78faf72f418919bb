import { multiplyAdd, sumLanes } from "./vector-maths";

/**
 * Each row to mean 0 and variance 1, then scaled and shifted: (x − mean) / √(variance + epsilon) · weight + bias.
 * The variance is taken around the mean, in a second pass: E[x²] − E[x]² would cancel for rows far from 0.
 *
 * @param input   [rows, columns]
 * @param weight, bias [columns]
 * @param output  [rows, columns]; may be `input`
 * @param columns a multiple of 8
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
    // Two sums at a time: an addition takes three to four cycles, and a chain of one waits for each.
    let sum0 = f32x4.splat(0);
    let sum1 = sum0;
    for (let i: usize = 0; i < rowBytes; i += 32) {
      sum0 = f32x4.add(sum0, v128.load(source + i));
      sum1 = f32x4.add(sum1, v128.load(source + i, 16));
    }
    const mean = f32x4.splat(sumLanes(f32x4.add(sum0, sum1)) / <f32>columns);
    let squares0 = f32x4.splat(0);
    let squares1 = squares0;
    for (let i: usize = 0; i < rowBytes; i += 32) {
      const centred0 = f32x4.sub(v128.load(source + i), mean);
      const centred1 = f32x4.sub(v128.load(source + i, 16), mean);
      squares0 = multiplyAdd(centred0, centred0, squares0);
      squares1 = multiplyAdd(centred1, centred1, squares1);
    }
    const squares4 = f32x4.add(squares0, squares1);
    const scale = f32x4.splat(1 / sqrt<f32>(sumLanes(squares4) / <f32>columns + epsilon));
    for (let i: usize = 0; i < rowBytes; i += 16) {
      const centred = f32x4.sub(v128.load(source + i), mean);
      const normal = f32x4.mul(centred, scale);
      v128.store(target + i, multiplyAdd(normal, v128.load(weight + i), v128.load(bias + i)));
    }
  }
}
