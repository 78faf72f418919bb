import { gelu4, multiplyAdd, tanhGelu4 } from "./vector-maths";

/** What the epilogue applies between bias and residual. */
export const ACTIVATION_NONE: i32 = 0;
const ACTIVATION_GELU: i32 = 1;
const ACTIVATION_TANH_GELU: i32 = 2;
const ACTIVATION_RELU: i32 = 3;

/**
 * C[4, 8] = activation(A[4, inner] · B[inner, 8] + bias[8]) + residual[4, 8].
 *
 * Eight accumulators, two weight vectors and one broadcast take 11 of the 16 vector registers of x86; 6 x 8 spills.
 * The inner loop takes one k per turn on purpose: unrolled by hand it ran at half the speed in V8.
 *
 * @param aStride, bStride, cStride bytes from one row to the next; a row of `residual` is as far as one of C
 * @param bias, residual            0: none
 */
export function tile4x8(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  inner: i32,
  c: usize,
  cStride: usize,
  bias: usize,
  residual: usize,
  activation: i32,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const aStride2 = aStride * 2;
  const aStride3 = aStride * 3;
  for (const end = a + ((<usize>inner) << 2); a < end; a += 4) {
    const w0 = v128.load(b);
    const w1 = v128.load(b, 16);
    b += bStride;
    const x0 = v128.load32_splat(a);
    c00 = multiplyAdd(x0, w0, c00);
    c01 = multiplyAdd(x0, w1, c01);
    const x1 = v128.load32_splat(a + aStride);
    c10 = multiplyAdd(x1, w0, c10);
    c11 = multiplyAdd(x1, w1, c11);
    const x2 = v128.load32_splat(a + aStride2);
    c20 = multiplyAdd(x2, w0, c20);
    c21 = multiplyAdd(x2, w1, c21);
    const x3 = v128.load32_splat(a + aStride3);
    c30 = multiplyAdd(x3, w0, c30);
    c31 = multiplyAdd(x3, w1, c31);
  }
  const step = residual ? cStride : 0;
  storeRow(c, c00, c01, bias, residual, activation);
  storeRow(c + cStride, c10, c11, bias, residual + step, activation);
  storeRow(c + cStride * 2, c20, c21, bias, residual + step * 2, activation);
  storeRow(c + cStride * 3, c30, c31, bias, residual + step * 3, activation);
}

/** {@link tile4x8} for one row: the rest of a matrix whose rows are no multiple of 4. */
export function tile1x8(
  a: usize,
  b: usize,
  bStride: usize,
  inner: i32,
  c: usize,
  bias: usize,
  residual: usize,
  activation: i32,
): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  for (const end = a + ((<usize>inner) << 2); a < end; a += 4) {
    const x = v128.load32_splat(a);
    c0 = multiplyAdd(x, v128.load(b), c0);
    c1 = multiplyAdd(x, v128.load(b, 16), c1);
    b += bStride;
  }
  storeRow(c, c0, c1, bias, residual, activation);
}

/** The epilogue of one row, while its sums are still in registers. */
function storeRow(c: usize, low: v128, high: v128, bias: usize, residual: usize, activation: i32): void {
  if (bias) {
    low = f32x4.add(low, v128.load(bias));
    high = f32x4.add(high, v128.load(bias, 16));
  }
  if (activation == ACTIVATION_GELU) {
    low = gelu4(low);
    high = gelu4(high);
  } else if (activation == ACTIVATION_TANH_GELU) {
    low = tanhGelu4(low);
    high = tanhGelu4(high);
  } else if (activation == ACTIVATION_RELU) {
    low = f32x4.max(low, f32x4.splat(0));
    high = f32x4.max(high, f32x4.splat(0));
  }
  if (residual) {
    low = f32x4.add(low, v128.load(residual));
    high = f32x4.add(high, v128.load(residual, 16));
  }
  v128.store(c, low);
  v128.store(c, high, 16);
}
