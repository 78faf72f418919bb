import { multiplyAdd } from "./vector-maths";

/**
 * C[4, 8] = A[4, inner] · B[inner, 8] + bias[8].
 *
 * Eight accumulators, two weight vectors and one broadcast take 11 of the 16 vector registers of x86.
 * The inner loop takes one k per turn on purpose: unrolled by hand it is slower in V8.
 *
 * @param aStride, bStride, cStride bytes from one row to the next
 * @param lastRow 0 to 3: rows behind it do not exist; it is read in their place, and they are not stored
 * @param bias    0: none
 */
export function tile4x8(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  inner: i32,
  c: usize,
  cStride: usize,
  lastRow: i32,
  bias: usize,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  if (bias) {
    c00 = v128.load(bias);
    c01 = v128.load(bias, 16);
  }
  let c10 = c00;
  let c11 = c01;
  let c20 = c00;
  let c21 = c01;
  let c30 = c00;
  let c31 = c01;
  const row1 = aStride * <usize>min(lastRow, 1);
  const row2 = aStride * <usize>min(lastRow, 2);
  const row3 = aStride * <usize>lastRow;
  for (const end = a + ((<usize>inner) << 2); a < end; a += 4) {
    const w0 = v128.load(b);
    const w1 = v128.load(b, 16);
    b += bStride;
    const x0 = v128.load32_splat(a);
    c00 = multiplyAdd(x0, w0, c00);
    c01 = multiplyAdd(x0, w1, c01);
    const x1 = v128.load32_splat(a + row1);
    c10 = multiplyAdd(x1, w0, c10);
    c11 = multiplyAdd(x1, w1, c11);
    const x2 = v128.load32_splat(a + row2);
    c20 = multiplyAdd(x2, w0, c20);
    c21 = multiplyAdd(x2, w1, c21);
    const x3 = v128.load32_splat(a + row3);
    c30 = multiplyAdd(x3, w0, c30);
    c31 = multiplyAdd(x3, w1, c31);
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
