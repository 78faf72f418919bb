/**
 * As in int8-tile.ts, 8 k per turn. A pair of products is at most 2 · 63 · 127 = 16 002, two pairs 32 004: they are added
 * in int16, then widened to int32. int32 lasts until inner = 268 000.
 *
 * @param a uint8 below 128, [inner / 8][4][8]
 * @param b int8 within ± 63, [inner / 4][8][4]
 * @param corrections int32 [8], as in fast-int8-dense.ts
 */
export function fastInt8Tile4x8(
  a: usize,
  b: usize,
  inner: i32,
  c: usize,
  cStride: usize,
  lastRow: i32,
  corrections: usize,
): void {
  let c00 = i32x4.neg(v128.load(corrections));
  let c01 = i32x4.neg(v128.load(corrections, 16));
  let c10 = c00;
  let c11 = c01;
  let c20 = c00;
  let c21 = c01;
  let c30 = c00;
  let c31 = c01;
  for (const end = b + ((<usize>inner) << 3); b < end; b += 64) {
    const w0 = v128.load(b);
    const w1 = v128.load(b, 16);
    const w2 = v128.load(b, 32);
    const w3 = v128.load(b, 48);
    const x0 = v128.load32_splat(a);
    const y0 = v128.load32_splat(a, 4);
    c00 = addProducts(c00, w0, x0, w2, y0);
    c01 = addProducts(c01, w1, x0, w3, y0);
    const x1 = v128.load32_splat(a, 8);
    const y1 = v128.load32_splat(a, 12);
    c10 = addProducts(c10, w0, x1, w2, y1);
    c11 = addProducts(c11, w1, x1, w3, y1);
    const x2 = v128.load32_splat(a, 16);
    const y2 = v128.load32_splat(a, 20);
    c20 = addProducts(c20, w0, x2, w2, y2);
    c21 = addProducts(c21, w1, x2, w3, y2);
    const x3 = v128.load32_splat(a, 24);
    const y3 = v128.load32_splat(a, 28);
    c30 = addProducts(c30, w0, x3, w2, y3);
    c31 = addProducts(c31, w1, x3, w3, y3);
    a += 32;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  if (lastRow < 1) return;
  c += cStride;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  if (lastRow < 2) return;
  c += cStride;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  if (lastRow < 3) return;
  c += cStride;
  v128.store(c, c30);
  v128.store(c, c31, 16);
}

/** sum + w · x + v · y over groups of four; of the dot product's two arguments only the second may not be negative. */
function addProducts(sum: v128, w: v128, x: v128, v: v128, y: v128): v128 {
  const pairs = i16x8.add(i16x8.relaxed_dot_i8x16_i7x16_s(w, x), i16x8.relaxed_dot_i8x16_i7x16_s(v, y));
  return i32x4.add(i32x4.extadd_pairwise_i16x8_s(pairs), sum);
}
