import { discreteGaussian, type RandomBytes } from "./discrete-gaussian.ts";
import { robustSensitivity, robustSum } from "./robust-sum.ts";
import { rhoOf } from "./zcdp.ts";

/** What is known of a round beside its sums; all of it is public. */
export interface RoundTerms {
  /** n: reports in all buckets together. */
  readonly reports: number;
  /** d. */
  readonly dimensions: number;
  /** L2 bound of one report, in weight units. */
  readonly clipNorm: number;
  /** σ, at least 0: the noise's standard deviation as a multiple of what one report can change. 0 hides nothing. */
  readonly noiseMultiplier: number;
  readonly randomBytes: RandomBytes;
}

/** What a round may say. */
export interface NoisyMean {
  /** [d], weight units: the mean delta with its noise. */
  readonly mean: Float64Array<ArrayBuffer>;
  /** What it costs each visitor with a report in it; see {@link rhoOf}. */
  readonly rho: number;
}

/**
 * The mean of a round's deltas as it may leave the server: robust ({@link robustSum}), with discrete Gaussian noise of
 * σ · sensitivity on the whole units. To be drawn once for the same sums: two draws, averaged, would hide half as well.
 *
 *   mean = (robust sum + N(0, σ² Δ²)) · clipNorm / unitsOfClip        the noise's length ≈ 1.23 σ √d clipNorm / n at 32 buckets
 *
 * @param sums [B, d] row-major: whole units by bucket, see fixed-point.ts.
 * @throws {RangeError} as {@link robustSum} and {@link rhoOf} do.
 */
export function noisyMean(sums: BigInt64Array | Float64Array, terms: RoundTerms): NoisyMean {
  const { reports, dimensions, clipNorm, noiseMultiplier, randomBytes } = terms;
  const rho = rhoOf(noiseMultiplier);
  const { sum, unitsOfClip } = robustSum(Float64Array.from(sums, Number), {
    buckets: sums.length / dimensions,
    reports,
  });
  const noise =
    noiseMultiplier === 0
      ? () => 0
      : discreteGaussian(varianceOf(noiseMultiplier * robustSensitivity(dimensions)), randomBytes);
  return { mean: sum.map((units) => ((units + noise()) / unitsOfClip) * clipNorm), rho };
}

/** Rounded up, and by more than double precision loses: there is never less noise than was booked. */
function varianceOf(sigma: number): bigint {
  return BigInt(Math.ceil(sigma ** 2 * (1 + 2 ** -40)));
}
