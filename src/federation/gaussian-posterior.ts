import { cholesky, choleskyInverse, logDeterminant } from "../base/cholesky.ts";
import { timesOwnTranspose } from "../base/own-transpose.ts";

/** How visitors' offsets z (personal − global head) are spread over a population: z ~ N(mean, covariance). */
export interface PopulationPrior {
  /** [d]. */
  readonly mean: Float64Array<ArrayBuffer>;
  /** [d, d], symmetric, positive definite. */
  readonly covariance: Float64Array<ArrayBuffer>;
}

/** A prior with what every visitor's posterior takes from it. */
export interface PreparedPrior extends PopulationPrior {
  /** Inverse of the covariance, [d, d]. */
  readonly precision: Float64Array;
  /** ln det of the covariance. */
  readonly logDeterminant: number;
}

/** What observations leave of a prior's spread. */
export interface Posterior {
  /** C = (Σ⁻¹ + F′ F)⁻¹, [d, d], symmetric to the bit. */
  readonly covariance: Float64Array<ArrayBuffer>;
  /** ln det Σ − ln det C, at least 0: how much was learned, in nats and twice. */
  readonly logShrinkage: number;
}

/** Below this many rows a dimension, the small problem is the cheaper one: k d² + k² d against d³ / 2. */
const FEW_ROWS = 0.36;

/**
 * Inverts a prior's covariance once, for all visitors.
 *
 * @throws {RangeError} if the covariance is not [d, d] or not positive definite.
 */
export function preparePrior({ mean, covariance }: PopulationPrior): PreparedPrior {
  const factor = cholesky(covariance, mean.length);
  return { mean, covariance, precision: choleskyInverse(factor), logDeterminant: logDeterminant(factor) };
}

/**
 * The posterior covariance after information F′ F, by the cheaper of two ways.
 *
 * @param columns F′, [d, k] row-major.
 * @param count   k, may be 0.
 */
export function posteriorOf(prior: PreparedPrior, columns: Float64Array, count: number): Posterior {
  return count < FEW_ROWS * prior.mean.length
    ? posteriorOfFewRows(prior, columns, count)
    : posteriorOfManyRows(prior, columns, count);
}

/** Inverts Σ⁻¹ + F′ F: k d² / 2 + d³ / 2 multiply-adds, 7 ms for d = 185 and 480 rows. */
export function posteriorOfManyRows(
  { mean, precision, logDeterminant: priorLogDeterminant }: PreparedPrior,
  columns: Float64Array,
  count: number,
): Posterior {
  const dimensions = mean.length;
  const information = timesOwnTranspose(columns, dimensions, count);
  for (let at = 0; at < information.length; at++) information[at] += precision[at];
  const factor = cholesky(information, dimensions);
  return {
    covariance: choleskyInverse(factor),
    logShrinkage: logDeterminant(factor) + priorLogDeterminant,
  };
}

/** Woodbury: with W = F Σ and I + W F′ = L L′, C = Σ − (L⁻¹ W)′ (L⁻¹ W). 1.5 k d² + k² d multiply-adds. */
export function posteriorOfFewRows(
  { mean, covariance }: PreparedPrior,
  columns: Float64Array,
  count: number,
): Posterior {
  const dimensions = mean.length;
  const spread = new Float64Array(dimensions * count); // W′, [d, k]
  for (let a = 0; a < dimensions; a++) {
    for (let b = 0; b < dimensions; b++) {
      const value = covariance[a * dimensions + b];
      if (value === 0) continue;
      for (let k = 0; k < count; k++) spread[a * count + k] += value * columns[b * count + k];
    }
  }
  const inner = new Float64Array(count * count);
  for (let at = 0; at < count; at++) inner[at * count + at] = 1;
  for (let a = 0; a < dimensions; a++) {
    for (let row = 0; row < count; row++) {
      const value = spread[a * count + row];
      for (let k = 0; k <= row; k++) inner[row * count + k] += value * columns[a * count + k];
    }
  }
  const factor = cholesky(inner, count);
  for (let a = 0; a < dimensions; a++) {
    const start = a * count;
    for (let row = 0; row < count; row++) {
      let sum = spread[start + row];
      for (let k = 0; k < row; k++) sum -= factor.lower[row * count + k] * spread[start + k];
      spread[start + row] = sum / factor.lower[row * count + row];
    }
  }
  const posterior = timesOwnTranspose(spread, dimensions, count);
  for (let at = 0; at < posterior.length; at++) posterior[at] = covariance[at] - posterior[at];
  return { covariance: posterior, logShrinkage: logDeterminant(factor) };
}
