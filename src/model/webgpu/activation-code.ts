import type { Activation } from "../config.ts";

/** WGSL of `activate(x: vec4<f32>)`. */
export const ACTIVATION_CODE: Readonly<Record<Activation, string>> = {
  /*
   * x/2 (1 + erf(x / √2)), erf by Abramowitz & Stegun 7.1.26 (absolute error 1.5e-7), clamped where it is 1 anyway:
   * WGSL promises nothing for infinities.
   */
  gelu: `
fn activate(x: vec4<f32>) -> vec4<f32> {
  let z = min(abs(x) * 0.70710678, vec4<f32>(9.0));
  let t = 1.0 / (1.0 + 0.3275911 * z);
  let tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return 0.5 * x * (1.0 + sign(x) * (1.0 - tail * exp(-z * z)));
}`,
  // x/2 (1 + tanh u) = x / (1 + e^(−2u)), u = √(2/π) (x + 0.044715 x³), clamped likewise.
  "gelu-tanh": `
fn activate(x: vec4<f32>) -> vec4<f32> {
  let c = clamp(x, vec4<f32>(-12.0), vec4<f32>(12.0));
  let u = clamp(1.59576912 * c * (1.0 + 0.044715 * c * c), vec4<f32>(-80.0), vec4<f32>(80.0));
  return x / (1.0 + exp(-u));
}`,
  relu: `
fn activate(x: vec4<f32>) -> vec4<f32> { return max(x, vec4<f32>(0.0)); }`,
};
