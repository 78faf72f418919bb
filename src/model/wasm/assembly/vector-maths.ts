/** Adding it to a float32 of less than 2²² leaves the nearest whole number, ties to even, in the lowest mantissa bits. */
const ROUNDER: f32 = 12582912; // 1.5 · 2²³
const ROUNDER_BITS: i32 = 0x4b400000;

/**
 * e^x in each of four lanes, to about 1 ulp. x is clamped to [-87, 88], so the result is a normal number; NaN stays NaN.
 *
 *   x = n ln 2 + r, |r| <= ln 2 / 2;  e^x = 2^n e^r;  e^r by the classic degree-6 polynomial of single-precision expf
 *
 * @see Moshier, Cephes Math Library, expf, https://www.netlib.org/cephes/
 */
export function exp4(x: v128): v128 {
  // pmax and pmin are one instruction on x86, unlike max and min, and keep a NaN in their first argument.
  x = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87)), f32x4.splat(88));
  const rounded = f32x4.add(f32x4.mul(x, f32x4.splat(1.4426950408889634)), f32x4.splat(ROUNDER));
  const n = f32x4.sub(rounded, f32x4.splat(ROUNDER));
  // ln 2 in two parts, the first exact in few bits, so that n times it does not round.
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.1219444e-4)));
  let p = f32x4.splat(1.98756915e-4);
  p = multiplyAdd(p, r, f32x4.splat(1.3981999507e-3));
  p = multiplyAdd(p, r, f32x4.splat(8.3334519073e-3));
  p = multiplyAdd(p, r, f32x4.splat(4.1665795894e-2));
  p = multiplyAdd(p, r, f32x4.splat(1.6666665459e-1));
  p = multiplyAdd(p, r, f32x4.splat(5.0000001201e-1));
  const power = f32x4.add(multiplyAdd(p, f32x4.mul(r, r), r), f32x4.splat(1));
  // The shift drops the rounder's own bits and leaves n + 127 in the exponent.
  const exponent = i32x4.shl(i32x4.add(rounded, i32x4.splat(127)), 23);
  return f32x4.mul(power, exponent);
}

/** The nearest whole number of each lane, ties to even, as int32; |x| < 2²². Two instructions; a conversion takes seven. */
export function roundToInt4(x: v128): v128 {
  return i32x4.sub(f32x4.add(x, f32x4.splat(ROUNDER)), i32x4.splat(ROUNDER_BITS));
}

/** a · b + c per lane, in one instruction with one rounding where the build has it. -O3 inlines it, and what follows. */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** The sum of the four lanes. */
export function sumLanes(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) +
    f32x4.extract_lane(x, 1) +
    (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}
