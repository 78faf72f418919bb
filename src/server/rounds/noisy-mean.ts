import type { DeltaTerms } from "../../federation/delta.ts";
import { discreteGaussian } from "../../federation/discrete-gaussian.ts";
import { robustSensitivity, robustSum } from "../../federation/robust-sum.ts";
import { rhoOf } from "../../federation/zcdp.ts";
import type { RoundPolicy } from "../store.ts";

/** What a round says, and what it costs each of its visitors. */
export interface NoisyMean {
  /** [d], weight units. */
  readonly mean: Float64Array<ArrayBuffer>;
  /** ρ of zero-concentrated differential privacy; null without noise. */
  readonly rho: number | null;
}

export interface NoisyMeanOptions {
  readonly reports: number;
  /** A power of two. */
  readonly buckets: number;
  readonly terms: DeltaTerms;
  readonly policy: Pick<RoundPolicy, "noiseMultiplier">;
  /** Unpredictable bytes. */
  readonly randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
}

/** With fewer in a bucket, what is cut off at both ends would be most of what visitors say. */
const MIN_REPORTS_IN_BUCKET = 10;

/**
 * The mean of a round's reports, robust against few networks, with the noise that hides each of them. How many reports there are
 * is public, and decides how many buckets are kept apart.
 *
 * @param sums [buckets, d]: whole units.
 */
export function noisyMean(
  sums: BigInt64Array,
  { reports, buckets, terms, policy, randomBytes }: NoisyMeanOptions,
): NoisyMean {
  const { dimensions, clipNorm } = terms;
  let kept = buckets;
  while (kept > 1 && reports < kept * MIN_REPORTS_IN_BUCKET) kept /= 2;
  const merged = new Float64Array(kept * dimensions);
  // Below 2⁵³ for more reports than there are people: exact.
  for (let at = 0; at < sums.length; at++) merged[at % merged.length] += Number(sums[at]);
  const { sum, unitsOfClip } = robustSum(merged, { buckets: kept, reports });
  const { noiseMultiplier } = policy;
  if (noiseMultiplier > 0) {
    const sigmaUnits = noiseMultiplier * robustSensitivity(dimensions);
    const noise = discreteGaussian(BigInt(Math.ceil(sigmaUnits ** 2)), randomBytes);
    for (let at = 0; at < sum.length; at++) sum[at] += noise();
  }
  return {
    mean: sum.map((units) => (units * clipNorm) / unitsOfClip),
    rho: noiseMultiplier > 0 ? rhoOf(noiseMultiplier) : null,
  };
}
