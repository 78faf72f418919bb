import { cholesky, choleskySolve } from "../base/cholesky.ts";
import { CORE_COUNT, FEATURE_COUNT } from "./feature-layout.ts";
import { widthOf } from "./feature-width.ts";

/**
 * What is believed of z before a visitor has taught anything: z ~ N(0, Σ₀),
 *
 *   Σ₀ = B B′ + diag(remainder)
 *
 * The columns of B are the directions in which visitors differ most, each as long as the standard deviation along it;
 * the remainder is what B leaves out. Without it z could never move where B does not reach.
 *
 * One that was fitted under layout "phi-2" has {@link CORE_COUNT} rows and variances; heads complete it ({@link wholePrior}).
 */
export interface GaussianPrior {
  /** B, [d, r] row-major; null if r = 0. */
  readonly basis: Float32Array | null;
  /** r, at least 0. */
  readonly rank: number;
  /** [d], variances, at least 0. */
  readonly remainder: Float64Array;
}

/** Of a coordinate about which nothing was fitted. */
export const SHIPPED_VARIANCE = 0.5;

/** Added to the diagonal before Σ₀ is inverted: where it is 0, so is every covariance that follows from it. */
const JITTER = 1e-9;

/** All directions alike: Σ₀ = v I, with v above 0. */
export function isotropicPrior(variance: number): GaussianPrior {
  return { basis: null, rank: 0, remainder: new Float64Array(FEATURE_COUNT).fill(variance) };
}

/**
 * The prior without its remainder: z moves in the span of B only, and each for itself in the coordinates of later groups of which
 * B knows nothing.
 */
export function withoutRemainder(prior: GaussianPrior): GaussianPrior {
  const whole = wholePrior(prior);
  const remainder = whole.remainder.slice();
  return { ...whole, remainder: remainder.fill(0, 0, priorWidth(whole)) };
}

/**
 * Throws a RangeError unless the prior fits the feature layout, or "phi-2": a prior may come from a file.
 *
 * @returns The prior as it came.
 */
export function checkPrior(prior: GaussianPrior): GaussianPrior {
  const { basis, rank, remainder } = prior;
  const count = remainder.length === CORE_COUNT ? CORE_COUNT : FEATURE_COUNT;
  const isBasis =
    rank === 0 ? basis === null : basis?.length === count * rank && basis.every(Number.isFinite);
  if (!isBasis) {
    throw new RangeError(
      `Expected a prior's basis of ${count} × ${rank} finite numbers, or null at rank 0, got ${basis?.length ?? "none"}; fit the prior again with this feature layout`,
    );
  }
  const areVariances =
    remainder.length === count && remainder.every((variance) => variance >= 0 && Number.isFinite(variance));
  if (!areVariances) {
    throw new RangeError(
      `Expected ${count} variances of at least 0 as the prior's remainder, got ${remainder.length} numbers; fit the prior again with this feature layout`,
    );
  }
  return prior;
}

/** The prior over all d coordinates; those of which it knows nothing have the variance that ships, and no correlation. RangeError as {@link checkPrior}. */
export function wholePrior(prior: GaussianPrior): GaussianPrior {
  const { basis, rank, remainder } = checkPrior(prior);
  if (remainder.length === FEATURE_COUNT) return prior;
  const wider = { basis, rank, remainder: new Float64Array(FEATURE_COUNT).fill(SHIPPED_VARIANCE) };
  wider.remainder.set(remainder);
  if (basis === null) return wider;
  const rows = new Float32Array(FEATURE_COUNT * rank);
  rows.set(basis);
  return { ...wider, basis: rows };
}

/** The least width beyond which no coordinate is correlated with another: a belief may leave it out until it is first seen. */
export function priorWidth({ basis, rank }: GaussianPrior): number {
  return basis === null ? CORE_COUNT : widthOf(basis, rank);
}

/** Σ₀ of the first coordinates, [width, width] row-major, symmetric to the bit. width² r / 2 multiply-adds. */
export function priorCovariance(
  { basis, rank, remainder }: GaussianPrior,
  width: number = FEATURE_COUNT,
): Float64Array {
  const covariance = new Float64Array(width * width);
  for (let a = 0; a < width; a++) {
    if (basis !== null) {
      for (let b = 0; b <= a; b++) {
        let sum = 0;
        for (let k = 0; k < rank; k++) sum += basis[a * rank + k] * basis[b * rank + k];
        covariance[a * width + b] = sum;
        covariance[b * width + a] = sum;
      }
    }
    covariance[a * width + a] += remainder[a];
  }
  return covariance;
}

/**
 * Σ₀⁻¹ x, [d]. Where the prior allows no variance the result is large and means nothing, but Σ₀ and every posterior
 * covariance are 0 there, so their products with it are right.
 */
export function solvePrior(prior: GaussianPrior, vector: Float64Array): Float64Array {
  const alone = vector.map((value, at) => (prior.remainder[at] > 0 ? value / prior.remainder[at] : 0));
  if (prior.rank === 0) return alone;
  const width = priorWidth(prior);
  const covariance = priorCovariance(prior, width);
  for (let at = 0; at < width; at++) covariance[at * width + at] += JITTER;
  alone.set(choleskySolve(cholesky(covariance, width), vector.slice(0, width)));
  return alone;
}
