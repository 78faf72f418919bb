import { cholesky, choleskySolve } from "../base/cholesky.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";

/**
 * What is believed of z before a visitor has taught anything: z ~ N(0, Σ₀),
 *
 *   Σ₀ = B B′ + diag(remainder)
 *
 * The columns of B are the directions in which visitors differ most, each as long as the standard deviation along it;
 * the remainder is what B leaves out. Without it z could never move where B does not reach.
 */
export interface GaussianPrior {
  /** B, [d, r] row-major; null if r = 0. */
  readonly basis: Float32Array | null;
  /** r, at least 0. */
  readonly rank: number;
  /** [d], variances, at least 0. */
  readonly remainder: Float64Array;
}

/** Added to the diagonal before Σ₀ is inverted: where it is 0, so is every covariance that follows from it. */
const JITTER = 1e-9;

/** All directions alike: Σ₀ = v I, with v above 0. */
export function isotropicPrior(variance: number): GaussianPrior {
  return { basis: null, rank: 0, remainder: new Float64Array(FEATURE_COUNT).fill(variance) };
}

/** The prior without its remainder: z moves in the span of B only. */
export function withoutRemainder(prior: GaussianPrior): GaussianPrior {
  return { ...prior, remainder: new Float64Array(FEATURE_COUNT) };
}

/**
 * Throws a RangeError unless the prior fits the feature layout: a prior may come from a file.
 *
 * @returns The prior as it came.
 */
export function checkPrior(prior: GaussianPrior): GaussianPrior {
  const { basis, rank, remainder } = prior;
  const isBasis =
    rank === 0 ? basis === null : basis?.length === FEATURE_COUNT * rank && basis.every(Number.isFinite);
  if (!isBasis) {
    throw new RangeError(
      `Expected a prior's basis of ${FEATURE_COUNT} × ${rank} finite numbers, or null at rank 0, got ${basis?.length ?? "none"}; fit the prior again with this feature layout`,
    );
  }
  const areVariances =
    remainder.length === FEATURE_COUNT &&
    remainder.every((variance) => variance >= 0 && Number.isFinite(variance));
  if (!areVariances) {
    throw new RangeError(
      `Expected ${FEATURE_COUNT} variances of at least 0 as the prior's remainder, got ${remainder.length} numbers; fit the prior again with this feature layout`,
    );
  }
  return prior;
}

/** Σ₀, [d, d] row-major, symmetric to the bit. d² r / 2 multiply-adds. */
export function priorCovariance({ basis, rank, remainder }: GaussianPrior): Float64Array {
  const covariance = new Float64Array(FEATURE_COUNT * FEATURE_COUNT);
  for (let a = 0; a < FEATURE_COUNT; a++) {
    if (basis !== null) {
      for (let b = 0; b <= a; b++) {
        let sum = 0;
        for (let k = 0; k < rank; k++) sum += basis[a * rank + k] * basis[b * rank + k];
        covariance[a * FEATURE_COUNT + b] = sum;
        covariance[b * FEATURE_COUNT + a] = sum;
      }
    }
    covariance[a * FEATURE_COUNT + a] += remainder[a];
  }
  return covariance;
}

/**
 * Σ₀⁻¹ x, [d]. Where the prior allows no variance the result is large and means nothing, but Σ₀ and every posterior
 * covariance are 0 there, so their products with it are right.
 */
export function solvePrior(prior: GaussianPrior, vector: Float64Array): Float64Array {
  if (prior.rank === 0)
    return vector.map((value, at) => (prior.remainder[at] > 0 ? value / prior.remainder[at] : 0));
  const covariance = priorCovariance(prior);
  for (let at = 0; at < FEATURE_COUNT; at++) covariance[at * FEATURE_COUNT + at] += JITTER;
  return choleskySolve(cholesky(covariance, FEATURE_COUNT), vector);
}
