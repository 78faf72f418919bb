import { fours, packColumns, packRows, widen } from "./head-panels";
import { multiplyPanels } from "./head-tile";

/**
 * scores[n] = X w. Eight rows at a time in four vectors, each row a lane of its own.
 *
 * @param features float32 [n, size]
 * @param weights  float64 [size]
 * @param scores   float64 [n]
 */
export function scores(features: usize, weights: usize, scores: usize, rows: i32, size: i32): void {
  const stride = (<usize>size) << 2;
  let row = 0;
  for (; row + 8 <= rows; row += 8) {
    scoreEight(features + <usize>row * stride, stride, weights, scores + ((<usize>row) << 3), size);
  }
  for (; row < rows; row++) {
    let sum: f64 = 0;
    let at = features + <usize>row * stride;
    for (let weight = weights; weight < weights + ((<usize>size) << 3); weight += 8, at += 4)
      sum += <f64>load<f32>(at) * load<f64>(weight);
    store<f64>(scores + ((<usize>row) << 3), sum);
  }
}

function scoreEight(a: usize, stride: usize, weights: usize, target: usize, size: i32): void {
  const c = a + stride * 2;
  const e = c + stride * 2;
  const g = e + stride * 2;
  let ab = f64x2.splat(0);
  let cd = ab;
  let ef = ab;
  let gh = ab;
  let left = size;
  let at: usize = 0;
  for (; left >= 2; left -= 2, at += 8, weights += 16) {
    // Two features of two rows each time: a0 a1 · b0 b1 → a0 b0 and a1 b1.
    const first = v128.load64_splat(weights);
    const second = v128.load64_splat(weights, 8);
    let pair = interleaved(a + at, stride);
    ab = f64x2.add(ab, f64x2.mul(f64x2.promote_low_f32x4(pair), first));
    ab = f64x2.add(ab, f64x2.mul(f64x2.promote_low_f32x4(v128.shuffle<i64>(pair, pair, 1, 1)), second));
    pair = interleaved(c + at, stride);
    cd = f64x2.add(cd, f64x2.mul(f64x2.promote_low_f32x4(pair), first));
    cd = f64x2.add(cd, f64x2.mul(f64x2.promote_low_f32x4(v128.shuffle<i64>(pair, pair, 1, 1)), second));
    pair = interleaved(e + at, stride);
    ef = f64x2.add(ef, f64x2.mul(f64x2.promote_low_f32x4(pair), first));
    ef = f64x2.add(ef, f64x2.mul(f64x2.promote_low_f32x4(v128.shuffle<i64>(pair, pair, 1, 1)), second));
    pair = interleaved(g + at, stride);
    gh = f64x2.add(gh, f64x2.mul(f64x2.promote_low_f32x4(pair), first));
    gh = f64x2.add(gh, f64x2.mul(f64x2.promote_low_f32x4(v128.shuffle<i64>(pair, pair, 1, 1)), second));
  }
  if (left > 0) {
    const last = v128.load64_splat(weights);
    ab = f64x2.add(ab, f64x2.mul(both(a + at, stride), last));
    cd = f64x2.add(cd, f64x2.mul(both(c + at, stride), last));
    ef = f64x2.add(ef, f64x2.mul(both(e + at, stride), last));
    gh = f64x2.add(gh, f64x2.mul(both(g + at, stride), last));
  }
  v128.store(target, ab);
  v128.store(target, cd, 16);
  v128.store(target, ef, 32);
  v128.store(target, gh, 48);
}

function interleaved(at: usize, stride: usize): v128 {
  return v128.shuffle<i32>(v128.load64_zero(at), v128.load64_zero(at + stride), 0, 4, 1, 5);
}

function both(at: usize, stride: usize): v128 {
  return f64x2.replace_lane(f64x2.splat(<f64>load<f32>(at)), 1, <f64>load<f32>(at + stride));
}

/** Bytes of scratch that {@link timesMatrix} needs. */
export function timesMatrixBytes(inner: i32, columns: i32): i32 {
  return (inner * (columns + fours(columns) + 8)) << 3;
}

/**
 * product = (X − center) B, summed in float64, row by row of 4.
 *
 * @param rows    float32 [n, inner]
 * @param center  float32 [inner] or 0
 * @param matrix  float32 [inner, columns]
 * @param product float64 [fours(n), fours(columns)]
 */
export function timesMatrix(
  rows: usize,
  center: usize,
  matrix: usize,
  product: usize,
  scratch: usize,
  count: i32,
  inner: i32,
  columns: i32,
): void {
  const rowBytes = (<usize>inner) << 3;
  const stride = (<usize>fours(columns)) << 3;
  const wide = scratch; // [inner, columns]
  const panels = wide + rowBytes * <usize>columns; // [columns / 4][inner][4]
  const four = panels + rowBytes * <usize>fours(columns); // four rows, and the panel of them
  const packed = four + rowBytes * 4;
  widen(matrix, wide, inner * columns);
  packColumns(wide, (<usize>columns) << 3, panels, inner, columns);
  for (let row = 0; row < count; row += 4) {
    const present = min(4, count - row);
    widen(rows + <usize>row * ((<usize>inner) << 2), four, present * inner);
    if (center) for (let at = 0; at < present; at++) subtract(four + <usize>at * rowBytes, center, inner);
    packRows(four, rowBytes, packed, present, inner);
    multiplyPanels(packed, panels, inner, product + <usize>row * stride, stride, 4, columns);
  }
}

function subtract(row: usize, center: usize, inner: i32): void {
  for (let at = 0; at < inner; at++, row += 8, center += 4)
    store<f64>(row, load<f64>(row) - <f64>load<f32>(center));
}

/** output[n, columns] float32 = product / scale, of what {@link timesMatrix} has left. */
export function divideColumns(product: usize, scale: usize, output: usize, count: i32, columns: i32): void {
  const stride = (<usize>fours(columns)) << 3;
  for (let row = 0; row < count; row++, product += stride) {
    for (let at: usize = 0; at < <usize>columns; at++, output += 4)
      store<f32>(output, <f32>(load<f64>(product + (at << 3)) / <f64>load<f32>(scale + (at << 2))));
  }
}
