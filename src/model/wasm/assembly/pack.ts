/**
 * Rows of whole units to panels of 8 rows, [rows / 8][columns][8], where each unit is the k's that one lane of a
 * multiplication eats: one float32, two int8 (unit of 2 bytes) or four int8.
 *
 *   panel p:  u[8p, 0] u[8p+1, 0] … u[8p+7, 0] | u[8p, 1] … u[8p+7, 1] | …
 *
 * @param source    [rows, columns] units
 * @param rows      a multiple of 8
 * @param unitBytes 2 or 4
 */
export function pack(source: usize, target: usize, rows: i32, columns: i32, unitBytes: i32): void {
  const rowBytes = <usize>(columns * unitBytes);
  for (let row = 0; row < rows; row++) {
    let place = target + <usize>(row >> 3) * rowBytes * 8 + <usize>((row & 7) * unitBytes);
    if (unitBytes == 2) {
      for (const end = source + rowBytes; source < end; source += 2) {
        store<u16>(place, load<u16>(source));
        place += 16;
      }
    } else {
      for (const end = source + rowBytes; source < end; source += 4) {
        store<u32>(place, load<u32>(source));
        place += 32;
      }
    }
  }
}

/**
 * int8 rows, each with its scale, to float32.
 *
 * @param columns a multiple of 4
 */
export function dequantise(source: usize, scales: usize, target: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++) {
    const scale = v128.load32_splat(scales + ((<usize>row) << 2));
    for (const end = source + <usize>columns; source < end; source += 4) {
      const words = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(source)));
      v128.store(target, f32x4.mul(f32x4.convert_i32x4_s(words), scale));
      target += 16;
    }
  }
}
