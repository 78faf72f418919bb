import { exp4, multiplyAdd } from "./vector-maths";

/** What a dense layer applies between bias and residual. */
export const ACTIVATION_NONE: i32 = 0;
const ACTIVATION_GELU: i32 = 1;
const ACTIVATION_TANH_GELU: i32 = 2;
const ACTIVATION_RELU: i32 = 3;
const ACTIVATION_COARSE_GELU: i32 = 4;

/**
 * Applies an activation to `bytes` bytes of float32 in place. One loop each, so that its constants stay in registers: made
 * anew for every four values, as inside a tile's epilogue, they cost more than the arithmetic.
 *
 * @param bytes a multiple of 16
 */
export function activate(values: usize, bytes: usize, activation: i32): void {
  const end = values + bytes;
  if (activation == ACTIVATION_GELU) {
    for (; values < end; values += 16) v128.store(values, gelu4(v128.load(values)));
  } else if (activation == ACTIVATION_COARSE_GELU) {
    for (; values < end; values += 16) v128.store(values, coarseGelu4(v128.load(values)));
  } else if (activation == ACTIVATION_TANH_GELU) {
    for (; values < end; values += 16) v128.store(values, tanhGelu4(v128.load(values)));
  } else if (activation == ACTIVATION_RELU) {
    const zero = f32x4.splat(0);
    for (; values < end; values += 16) v128.store(values, f32x4.max(v128.load(values), zero));
  }
}

/**
 * The exact (erf) form of GELU in each of four lanes: x Φ(x), to 1.1e-6. Φ(x) − ½ is odd: x P(x²) / Q(x²), by our own
 * fit, which weighs errors by x, on [0, 5.2]. Beyond that x² stands still, so the quotient grows with x past ½.
 */
function gelu4(x: v128): v128 {
  const u = f32x4.pmin(f32x4.mul(x, x), f32x4.splat(27.04));
  let p = multiplyAdd(f32x4.splat(-1.949088444884053e-8), u, f32x4.splat(6.704364902536104e-6));
  let q = multiplyAdd(f32x4.splat(1.7459104319691188e-4), u, f32x4.splat(3.8395179026448636e-3));
  p = multiplyAdd(p, u, f32x4.splat(5.151404984193913e-4));
  q = multiplyAdd(q, u, f32x4.splat(4.878510816636606e-2));
  p = multiplyAdd(p, u, f32x4.splat(6.723443594581255e-3));
  q = multiplyAdd(q, u, f32x4.splat(0.341428717493118));
  p = multiplyAdd(p, u, f32x4.splat(6.972502442951879e-2));
  q = multiplyAdd(q, u, f32x4.splat(1));
  p = multiplyAdd(p, u, f32x4.splat(0.3989421837858576));
  return timesHalfPlus(x, f32x4.div(f32x4.mul(x, p), q));
}

/** {@link gelu4} to 4.2e-4, next to which what int8 has rounded away is large: one polynomial on [0, 3.7], no division. */
function coarseGelu4(x: v128): v128 {
  const u = f32x4.pmin(f32x4.mul(x, x), f32x4.splat(13.69));
  let p = multiplyAdd(f32x4.splat(-5.359349489488595e-7), u, f32x4.splat(2.8588036634765095e-5));
  p = multiplyAdd(p, u, f32x4.splat(-6.405869971764708e-4));
  p = multiplyAdd(p, u, f32x4.splat(7.988854457610724e-3));
  p = multiplyAdd(p, u, f32x4.splat(-6.295157166984838e-2));
  p = multiplyAdd(p, u, f32x4.splat(0.39677343118923086));
  return timesHalfPlus(x, f32x4.mul(x, p));
}

/** x (½ + odd), with `odd` cut to [-½, ½], so that a large x gives itself or exactly 0. A NaN stays one. */
function timesHalfPlus(x: v128, odd: v128): v128 {
  const cut = f32x4.pmin(f32x4.pmax(odd, f32x4.splat(-0.5)), f32x4.splat(0.5));
  return f32x4.mul(x, f32x4.add(cut, f32x4.splat(0.5)));
}

/**
 * GELU by its approximation in each of four lanes: x/2 (1 + tanh u) = x / (1 + e^(−2u)), u = √(2/π) (x + 0.044715 x³).
 *
 * @see Hendrycks & Gimpel 2016, https://arxiv.org/abs/1606.08415
 */
function tanhGelu4(x: v128): v128 {
  const cubic = multiplyAdd(f32x4.mul(x, x), f32x4.splat(0.044715), f32x4.splat(1));
  const power = exp4(f32x4.mul(f32x4.mul(x, cubic), f32x4.splat(-1.5957691216057308)));
  return f32x4.div(x, f32x4.add(f32x4.splat(1), power));
}
