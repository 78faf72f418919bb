/**
 * Panels of rows: [rows / 4][columns][4], four rows side by side, so that a tile reads forwards; past the last row zeros.
 *
 * @param source float64 [rows, columns]
 * @param stride bytes from one row of the source to the next
 */
export function packRows(source: usize, stride: usize, target: usize, rows: i32, columns: i32): void {
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const a = source + <usize>row * stride;
    const b = a + stride;
    const c = b + stride;
    const d = c + stride;
    let at: usize = 0;
    const end = (<usize>columns) << 3;
    for (; at + 16 <= end; at += 16) {
      const va = v128.load(a + at);
      const vb = v128.load(b + at);
      const vc = v128.load(c + at);
      const vd = v128.load(d + at);
      v128.store(target, v128.shuffle<i64>(va, vb, 0, 2));
      v128.store(target, v128.shuffle<i64>(vc, vd, 0, 2), 16);
      v128.store(target, v128.shuffle<i64>(va, vb, 1, 3), 32);
      v128.store(target, v128.shuffle<i64>(vc, vd, 1, 3), 48);
      target += 64;
    }
    if (at < end) {
      store<f64>(target, load<f64>(a + at));
      store<f64>(target, load<f64>(b + at), 8);
      store<f64>(target, load<f64>(c + at), 16);
      store<f64>(target, load<f64>(d + at), 24);
      target += 32;
    }
  }
  if (row == rows) return;
  memory.fill(target, 0, (<usize>columns) << 5);
  for (; row < rows; row++) {
    const from = source + <usize>row * stride;
    let to = target + ((<usize>(row & 3)) << 3);
    for (let at: usize = 0; at < (<usize>columns) << 3; at += 8, to += 32)
      store<f64>(to, load<f64>(from + at));
  }
}

/** Panels of columns: [columns / 4][rows][4], the same for a matrix that lies the other way; past the last column zeros. */
export function packColumns(source: usize, stride: usize, target: usize, rows: i32, columns: i32): void {
  for (let column = 0; column < columns; column += 4) {
    packFourColumns(source + ((<usize>column) << 3), stride, target, rows, min(4, columns - column));
    target += (<usize>rows) << 5;
  }
}

/** One panel of {@link packColumns}. */
export function packFourColumns(source: usize, stride: usize, target: usize, rows: i32, columns: i32): void {
  const end = target + ((<usize>rows) << 5);
  if (columns == 4) {
    for (; target < end; target += 32, source += stride) {
      v128.store(target, v128.load(source));
      v128.store(target, v128.load(source, 16), 16);
    }
    return;
  }
  memory.fill(target, 0, end - target);
  for (; target < end; target += 32, source += stride)
    for (let at: usize = 0; at < (<usize>columns) << 3; at += 8)
      store<f64>(target + at, load<f64>(source + at));
}

/** float32 to float64, `count` values. */
export function widen(source: usize, target: usize, count: i32): void {
  let left = count;
  for (; left >= 4; left -= 4, source += 16, target += 32) {
    const four = v128.load(source);
    v128.store(target, f64x2.promote_low_f32x4(four));
    v128.store(target, f64x2.promote_low_f32x4(v128.shuffle<i64>(four, four, 1, 1)), 16);
  }
  for (; left > 0; left--, source += 4, target += 8) store<f64>(target, <f64>load<f32>(source));
}

/** The next multiple of four. */
export function fours(count: i32): i32 {
  return (count + 3) & ~3;
}
