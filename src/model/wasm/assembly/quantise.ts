import { roundToInt4 } from "./vector-maths";

/** A row of zeros is divided by this: small enough not to show, large enough that its inverse is finite. */
const LEAST: f32 = 1e-30;

/**
 * Each row as whole numbers of 13 bits, sign included: q = round(x · limit / max|x|), to within ± limit = 4095.
 *
 * The sums of int8-tile.ts cannot overflow: |q · weight| <= 4095 · 128, so `inner` of them stay below 2³¹ up to
 * inner = 4096, where they reach 2 146 959 360 at most. Longer rows take a smaller limit, by the same bound.
 *
 * @param input     [rows, inner]
 * @param quantised int16 [rows, inner]
 * @param scales    [rows]: x ≈ q · scale. Not finite where the row is not, so that no such value is lost
 * @param inner     a multiple of 8
 */
export function quantiseTo13Bits(input: usize, quantised: usize, scales: usize, rows: i32, inner: i32): void {
  const limit = <f32>min(4095, i32.MAX_VALUE / (inner << 7));
  const rowBytes = (<usize>inner) << 2;
  for (let row = 0; row < rows; row++) {
    const largest = largestMagnitude(input, rowBytes);
    store<f32>(scales + ((<usize>row) << 2), largest / limit);
    const factor = f32x4.splat(limit / largest);
    for (const end = input + rowBytes; input < end; input += 32) {
      const low = roundToInt4(f32x4.mul(v128.load(input), factor));
      const high = roundToInt4(f32x4.mul(v128.load(input, 16), factor));
      v128.store(quantised, i16x8.narrow_i32x4_s(low, high));
      quantised += 16;
    }
  }
}

/** The largest |x| of a row, or NaN if there is one; at least {@link LEAST}. */
export function largestMagnitude(row: usize, rowBytes: usize): f32 {
  // Without their sign, floats are ordered as their bits are; NaN lies above infinity.
  const magnitude = i32x4.splat(0x7fffffff);
  let largest0 = i32x4.splat(0);
  let largest1 = largest0;
  for (const end = row + rowBytes; row < end; row += 32) {
    largest0 = i32x4.max_s(largest0, v128.and(v128.load(row), magnitude));
    largest1 = i32x4.max_s(largest1, v128.and(v128.load(row, 16), magnitude));
  }
  const largest4 = i32x4.max_s(largest0, largest1);
  const low = max(f32x4.extract_lane(largest4, 0), f32x4.extract_lane(largest4, 1));
  const high = max(f32x4.extract_lane(largest4, 2), f32x4.extract_lane(largest4, 3));
  return max(max(low, high), LEAST);
}
