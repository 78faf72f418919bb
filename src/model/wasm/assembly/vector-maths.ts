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
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.4426950408889634)));
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
  const exponent = i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127));
  return f32x4.mul(power, i32x4.shl(exponent, 23));
}

/**
 * The exact (erf) form of GELU in each of four lanes: x/2 (1 + erf(x / √2)). A real function, not inlined: the module
 * stays small and the call costs nothing next to the multiplication in front of it.
 *
 * @see Abramowitz & Stegun 7.1.26 for erf, absolute error 1.5e-7
 */
export function gelu4(x: v128): v128 {
  const z = f32x4.mul(f32x4.abs(x), f32x4.splat(0.7071067811865476));
  const t = f32x4.div(f32x4.splat(1), multiplyAdd(z, f32x4.splat(0.3275911), f32x4.splat(1)));
  let p = f32x4.splat(1.061405429);
  p = multiplyAdd(p, t, f32x4.splat(-1.453152027));
  p = multiplyAdd(p, t, f32x4.splat(1.421413741));
  p = multiplyAdd(p, t, f32x4.splat(-0.284496736));
  p = multiplyAdd(p, t, f32x4.splat(0.254829592));
  const tail = f32x4.mul(f32x4.mul(p, t), exp4(f32x4.neg(f32x4.mul(z, z))));
  const erfOfAbsolute = f32x4.sub(f32x4.splat(1), tail);
  const sign = v128.and(x, i32x4.splat(0x80000000));
  return f32x4.mul(f32x4.mul(x, f32x4.splat(0.5)), f32x4.add(f32x4.splat(1), v128.or(erfOfAbsolute, sign)));
}

/**
 * GELU by its approximation in each of four lanes: x/2 (1 + tanh u) = x / (1 + e^(−2u)), u = √(2/π) (x + 0.044715 x³).
 *
 * @see Hendrycks & Gimpel 2016, https://arxiv.org/abs/1606.08415
 */
export function tanhGelu4(x: v128): v128 {
  const cubic = multiplyAdd(f32x4.mul(x, x), f32x4.splat(0.044715), f32x4.splat(1));
  const power = exp4(f32x4.mul(f32x4.mul(x, cubic), f32x4.splat(-1.5957691216057308)));
  return f32x4.div(x, f32x4.add(f32x4.splat(1), power));
}

/** a · b + c per lane: the one place to change for a build with fused multiply-add. -O3 inlines it, and sumLanes. */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
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
