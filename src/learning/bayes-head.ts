import { clickEvidence } from "./click-likelihood.ts";
import { areUsable } from "./examples.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import type { Learner } from "./learner.ts";
import { dot, rowOf } from "./vectors.ts";

const PRIOR_VARIANCE = 0.5;
const MIN_INFORMATION = 1e-9;

/** Gaussian belief over z: N(mean, covariance). */
export interface BayesState {
  readonly type: "bayes";
  /** [d]. */
  readonly mean: Float64Array;
  /** [d, d], symmetric, positive definite. */
  readonly covariance: Float64Array;
}

/**
 * The Bayesian head: full-covariance online Laplace approximation (an extended Kalman filter) with an isotropic
 * prior N(0, 0.5 I) and the position-based likelihood of {@link clickEvidence}. No learning rate.
 *
 * One update linearises once, at the current mean, over all examples of the page:
 *
 *   S ← (S⁻¹ + Σ h x x′)⁻¹ by one rank-1 step per example (Sherman–Morrison);   m ← m + S Σ e x
 *
 * Cost: 2 n d² multiply-adds, 274 KB of state at d = 185.
 *
 * @see Chapelle, Li 2011, An empirical evaluation of Thompson sampling, for the Laplace approximation online
 */
export const bayesHead: Learner<BayesState> = {
  init: () => {
    const covariance = new Float64Array(FEATURE_COUNT * FEATURE_COUNT);
    for (let at = 0; at < FEATURE_COUNT; at++) covariance[at * FEATURE_COUNT + at] = PRIOR_VARIANCE;
    return { type: "bayes", mean: new Float64Array(FEATURE_COUNT), covariance };
  },

  update: (state, examples) => {
    if (!areUsable(examples)) return state;
    const covariance = state.covariance.slice();
    const slope = new Float64Array(FEATURE_COUNT); // Σ e x
    for (let example = 0; example < examples.rewards.length; example++) {
      const row = rowOf(examples.features, example);
      const { gradient, information } = clickEvidence(
        examples.baseScores[example] + dot(row, state.mean),
        examples.propensities[example],
        examples.rewards[example] === 1,
      );
      const weight = examples.weights[example];
      for (let at = 0; at < FEATURE_COUNT; at++) slope[at] += weight * gradient * row[at];
      observe(covariance, row, weight * information);
    }
    const step = multiply(covariance, slope);
    const mean = state.mean.map((value, at) => value + step[at]);
    return mean.every(Number.isFinite) ? { type: "bayes", mean, covariance } : state;
  },

  offset: (state) => state.mean,

  // Under the Gaussian approximation the visitor's data have already earned part of the shift: m ← m − (I − S P₀) D.
  rebase: (state, shift) => {
    const explained = multiply(state.covariance, shift);
    return {
      ...state,
      mean: state.mean.map((value, at) => value - (shift[at] - explained[at] / PRIOR_VARIANCE)),
    };
  },
};

/** S ← S − S x x′ S / (1/h + x′ S x), in place: one observation with information h along x. */
function observe(covariance: Float64Array, row: Float32Array, information: number): void {
  if (information < MIN_INFORMATION) return;
  const projected = multiply(covariance, row);
  const denominator = 1 / information + dot(row, projected);
  for (let a = 0; a < FEATURE_COUNT; a++) {
    const factor = projected[a] / denominator;
    if (factor === 0) continue;
    // Both triangles are written from the same product, so S stays symmetric to the bit.
    for (let b = 0; b <= a; b++) {
      const value = covariance[a * FEATURE_COUNT + b] - factor * projected[b];
      covariance[a * FEATURE_COUNT + b] = value;
      covariance[b * FEATURE_COUNT + a] = value;
    }
  }
}

function multiply(matrix: Float64Array, vector: Float32Array | Float64Array): Float64Array {
  const product = new Float64Array(FEATURE_COUNT);
  for (let a = 0; a < FEATURE_COUNT; a++) {
    const value = vector[a];
    if (value === 0) continue;
    // The matrix is symmetric: row a is column a, read forwards.
    const start = a * FEATURE_COUNT;
    for (let b = 0; b < FEATURE_COUNT; b++) product[b] += value * matrix[start + b];
  }
  return product;
}
