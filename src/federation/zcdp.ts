/**
 * ρ of one release with Gaussian noise, continuous or discrete: what one visitor's report can be told by it, as
 * zero-concentrated differential privacy. It adds up: a visitor with reports in several rounds has spent the sum of their ρ, however the
 * later ones depend on what came of the earlier ones. No gain from drawing visitors at random is counted.
 *
 *   ρ = 1 / 2σ²
 *
 * This is what the server books, since its noise is the discrete Gaussian, for which this bound is proved. For continuous noise
 * {@link gaussianEpsilon} is exact, and a few per cent lower; it says nothing of discrete noise.
 *
 * @param noiseMultiplier σ, at least 0: the noise's standard deviation over the L2 sensitivity.
 * @returns Infinity without noise.
 * @throws {RangeError} if σ is not a number from 0.
 * @see Bun, Steinke 2016, https://arxiv.org/abs/1605.02065 (zCDP); Canonne, Kamath, Steinke 2020,
 *   https://arxiv.org/abs/2004.00010, theorem 14 (discrete noise)
 */
export function rhoOf(noiseMultiplier: number): number {
  if (!(noiseMultiplier >= 0 && noiseMultiplier < Infinity)) {
    throw new RangeError(
      `Cannot account as the noise multiplier must be a number from 0: got ${noiseMultiplier}`,
    );
  }
  return 1 / (2 * noiseMultiplier ** 2);
}

/**
 * The smallest ε for which ρ-zCDP is known to give (ε, δ)-differential privacy:
 *
 *   ε = min over α > 1 of  αρ + ln(1 − 1/α) − ln(αδ) / (α − 1)
 *
 * Its slope is ρ + ln(αδ) / (α − 1)², which grows up to α = 1/δ and is positive from there, so there is one minimum.
 *
 * @param rho   At least 0, the sum over all that one visitor takes part in.
 * @param delta δ in (0, 1): far below 1 / the number of visitors.
 * @returns At least 0; Infinity for an infinite ρ.
 * @throws {RangeError} if a number is out of range.
 * @see Canonne, Kamath, Steinke 2020, https://arxiv.org/abs/2004.00010, proposition 12 and corollary 13
 */
export function epsilonOf(rho: number, delta: number): number {
  if (!(rho >= 0) || !(delta > 0 && delta < 1)) {
    throw new RangeError(
      `Cannot account as rho must be 0 or more and delta between 0 and 1: got ${rho} and ${delta}`,
    );
  }
  if (rho === 0) return 0;
  if (rho === Infinity) return Infinity;
  // a = α − 1, halved in its logarithm: where ρ is large, a is far below 1.
  let [low, high] = [Math.log(Number.MIN_VALUE) / 2, Math.log(1 / delta - 1)];
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    const a = Math.exp(middle);
    if (rho + (Math.log1p(a) + Math.log(delta)) / a ** 2 < 0) low = middle;
    else high = middle;
  }
  const a = Math.exp(high);
  const alpha = 1 + a;
  return Math.max(0, alpha * rho + Math.log(a / alpha) - (Math.log1p(a) + Math.log(delta)) / a);
}
