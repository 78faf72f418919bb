import { discreteGaussian, type RandomBytes } from "./discrete-gaussian.ts";
import { toFixedPoint, UNITS_PER_CLIP } from "./fixed-point.ts";

/**
 * A delta with noise of the device's own, so that not even the server learns much from it: discrete Gaussian noise in each value, in
 * whole units of clipNorm / 65,536. What follows, rounding to 8 bits and the server's clipping, takes nothing of that away.
 *
 *   out = (units(delta) + N(0, (σ · 65,536)²)) · clipNorm / 65,536
 *
 * Beside the zero vector in its place one such delta costs 1 / 2σ² in zCDP; its length is about σ √d clipNorm, far beyond the clip.
 *
 * @param delta Any length; clipped again.
 * @param sigma Above 0: standard deviation as a multiple of the clip norm.
 * @throws {RangeError} as {@link toFixedPoint} and {@link discreteGaussian} do.
 */
export function addLocalNoise(
  delta: Float32Array,
  { clipNorm, sigma, randomBytes }: { clipNorm: number; sigma: number; randomBytes: RandomBytes },
): Float32Array<ArrayBuffer> {
  const draw = discreteGaussian(BigInt(Math.ceil((sigma * UNITS_PER_CLIP) ** 2)), randomBytes);
  const units = toFixedPoint(delta, clipNorm);
  return Float32Array.from(units, (unit) => ((unit + draw()) / UNITS_PER_CLIP) * clipNorm);
}
