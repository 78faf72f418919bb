import { millsRatio, normalDensity } from "../base/normal-distribution.ts";

/** What is released: sums to which each person adds a vector no longer than a clip. */
export interface GaussianReleases {
  /** σ, at least 0: standard deviation of the noise per value, as a multiple of the clip. */
  readonly sigma: number;
  /** How often one person takes part, counting every noisy vector; above 0. Unequal ones add up as Σ 1/σ². */
  readonly releases: number;
  /** δ in (0, 1): far below 1 / the number of people. */
  readonly delta: number;
}

/**
 * ε of (ε, δ)-differential privacy, exact for the Gaussian mechanism, for one person added or removed; no gain from drawing
 * people at random is counted. T releases are one of σ / √T. Where neighbours differ by a person *replaced*, halve σ.
 *
 * For continuous noise, as of private-moments.ts. The server's rounds have discrete noise, for which this is not proved, and are
 * booked by zcdp.ts, a few per cent higher.
 *
 *   δ(ε) = Φ(1/2σ − εσ) − exp(ε) Φ(−1/2σ − εσ),   solved for ε
 *
 * @returns At least 0; Infinity without noise.
 * @throws {RangeError} if a number is out of range.
 * @see Balle, Wang 2018, https://arxiv.org/abs/1805.06530, theorem 8; Dong, Roth, Su 2022,
 *   https://arxiv.org/abs/1905.02383, for the composition
 */
export function gaussianEpsilon({ sigma, releases, delta }: GaussianReleases): number {
  const areUsable =
    sigma >= 0 && sigma < Infinity && releases > 0 && releases < Infinity && delta > 0 && delta < 1;
  if (!areUsable) {
    throw new RangeError(
      `Cannot account as sigma must be a number from 0, releases above 0 and delta between 0 and 1: got ${sigma}, ${releases} and ${delta}`,
    );
  }
  if (sigma === 0) return Infinity;
  const joint = sigma / Math.sqrt(releases);
  if (deltaAt(0, joint) <= delta) return 0;
  let [low, high] = [0, 1];
  while (deltaAt(high, joint) > delta) high *= 2;
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (deltaAt(middle, joint) > delta) low = middle;
    else high = middle;
  }
  return high; // the side on which delta holds
}

/**
 * With a = 1/2σ − εσ and b = 1/2σ + εσ, exp(ε) = φ(a) / φ(b): what is left needs no large exponential.
 *
 *   δ(ε) = Φ(a) − φ(a) M(b),   M(x) = Φ(−x) / φ(x)
 */
function deltaAt(epsilon: number, sigma: number): number {
  const a = 1 / (2 * sigma) - epsilon * sigma;
  const b = 1 / (2 * sigma) + epsilon * sigma;
  if (a >= 0) return 1 - normalDensity(a) * (millsRatio(a) + millsRatio(b));
  return normalDensity(a) * (millsRatio(-a) - millsRatio(b));
}
