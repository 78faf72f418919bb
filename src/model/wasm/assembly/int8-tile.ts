/**
 * C[4, 8] = A[4, inner] · B[inner, 8], all of whole numbers: int32. Two k per turn: one instruction multiplies 8 pairs and adds neighbours.
 *
 * @param a       int16 [4, inner], `aStride` = 2 · inner bytes apart
 * @param b       int16 [inner / 2][8][2]
 * @param lastRow as in matrix-tile.ts
 */
export function int8Tile4x8(
  a: usize,
  aStride: usize,
  b: usize,
  c: usize,
  cStride: usize,
  lastRow: i32,
): void {
  let c00 = i32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const row1 = aStride * <usize>min(lastRow, 1);
  const row2 = aStride * <usize>min(lastRow, 2);
  const row3 = aStride * <usize>lastRow;
  for (const end = a + aStride; a < end; a += 4) {
    const w0 = v128.load(b);
    const w1 = v128.load(b, 16);
    b += 32;
    const x0 = v128.load32_splat(a);
    c00 = i32x4.add(i32x4.dot_i16x8_s(x0, w0), c00);
    c01 = i32x4.add(i32x4.dot_i16x8_s(x0, w1), c01);
    const x1 = v128.load32_splat(a + row1);
    c10 = i32x4.add(i32x4.dot_i16x8_s(x1, w0), c10);
    c11 = i32x4.add(i32x4.dot_i16x8_s(x1, w1), c11);
    const x2 = v128.load32_splat(a + row2);
    c20 = i32x4.add(i32x4.dot_i16x8_s(x2, w0), c20);
    c21 = i32x4.add(i32x4.dot_i16x8_s(x2, w1), c21);
    const x3 = v128.load32_splat(a + row3);
    c30 = i32x4.add(i32x4.dot_i16x8_s(x3, w0), c30);
    c31 = i32x4.add(i32x4.dot_i16x8_s(x3, w1), c31);
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
