import { largestMagnitude } from "./quantise";
import { roundToInt4 } from "./vector-maths";

/**
 * Each row as whole numbers of 7 bits: q = round(x · 63 / max|x|) + 64, from 1 to 127. The top bit is never set, which is
 * what makes the relaxed dot products the same on every engine; what the 64 adds to a sum is taken off at its start.
 * To span just what the row spans, from its least to its largest value, was tried: slower, and no nearer to float32.
 *
 * Rows lie in groups of four, so that the tile reads strictly forwards:
 *
 *   [rows / 4][inner / 8][4][8]:  8 values of row 0, of row 1, of row 2, of row 3 | the next 8 of row 0 …
 *
 * @param input     [rows, inner]
 * @param quantised room for rows rounded up to 4
 * @param scales    [rows], as in quantise.ts
 * @param inner     a multiple of 8
 */
export function quantiseTo7Bits(input: usize, quantised: usize, scales: usize, rows: i32, inner: i32): void {
  const rowBytes = (<usize>inner) << 2;
  const middle = i16x8.splat(64);
  for (let row = 0; row < rows; row++) {
    const largest = largestMagnitude(input, rowBytes);
    store<f32>(scales + ((<usize>row) << 2), largest / 63);
    const factor = f32x4.splat(63 / largest);
    let target = quantised + <usize>((row >> 2) * inner * 4 + (row & 3) * 8);
    for (const end = input + rowBytes; input < end; input += 32) {
      const low = roundToInt4(f32x4.mul(v128.load(input), factor));
      const high = roundToInt4(f32x4.mul(v128.load(input, 16), factor));
      const whole = i16x8.add(i16x8.narrow_i32x4_s(low, high), middle);
      v128.store64_lane(target, i8x16.narrow_i16x8_u(whole, whole), 0);
      target += 32;
    }
  }
}
