import type { HeadMaths } from "../base/head-maths.ts";
import { type BayesOptions, checkBayesOptions } from "./bayes-head.ts";
import { areUsable, type Examples } from "./examples.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import { forgetTowards } from "./gaussian-forget.ts";
import { solvePrior } from "./gaussian-prior.ts";
import { areFinite } from "./are-finite.ts";
import { plusCombination, symmetricProduct, timesTransposed } from "./dense-products.ts";
import type { Learner } from "./learner.ts";
import { linearScores } from "./linear-scores.ts";
import { whitenedRows } from "./page-gain.ts";
import { plainMaths } from "./plain-maths.ts";
import { posteriorWith } from "./posterior.ts";
import { scoreEvidence } from "./score-evidence.ts";

/** Beliefs over the coordinates in the prior's basis, and over what lies outside of it, each for itself. */
export interface LowRankState {
  readonly type: "low-rank";
  /** [r], in units of the prior's standard deviation. */
  readonly mean: Float64Array;
  /** [r, r], symmetric, positive definite. */
  readonly covariance: Float64Array;
  /** [d]: mean and variances of the remainder. */
  readonly remainderMean: Float64Array;
  readonly remainderVariance: Float64Array;
}

/** A learner that can be given the coordinates of the items, which do not change and may be kept for each of them. */
export interface LowRankLearner extends Learner<LowRankState> {
  /** X B, [n, r], of features [n, d]: what `updateProjected` wants. n d r multiply-adds. */
  readonly project: (features: Float32Array) => Float64Array;
  /** `update` without the projection. A no-op if there are not r numbers an example. */
  readonly updateProjected: (
    state: LowRankState,
    examples: Examples,
    projections: Float64Array,
  ) => LowRankState;
  /** [n, n]: covariance of the personal part of the scores of items with features [n, d]. */
  readonly spread: (state: LowRankState, features: Float32Array) => Float64Array;
}

/**
 * The Bayesian head in the r directions of the prior's basis, for visitors' devices: z = B y + u, with a full belief over
 * y ∼ N(0, I) and one number of variance for each coordinate of the remainder u ∼ N(0, diag). The page is learned from
 * exactly, y and u together ({@link posteriorWith}); then their correlation, and that among the u, is dropped. A page that has
 * nothing where the prior has a remainder costs nothing for it, and is exact.
 *
 * Costs 1.5 n r² multiply-adds and more for the n × n problem. The state holds r² + r + 2 d numbers.
 *
 * @param maths The arithmetic of an update, but for that of a remainder; to the last bit the same, whichever it is.
 *
 * Throws a RangeError as `createBayesHead` does, or if the prior has no basis.
 *
 * @see Opper 1998, A Bayesian approach to on-line learning, for the projection after each page
 */
export function createLowRankHead(options: BayesOptions, maths: HeadMaths = plainMaths): LowRankLearner {
  const { prior, memory } = checkBayesOptions(options);
  const { rank, remainder } = prior;
  if (prior.basis === null)
    throw new RangeError(
      "Expected a prior with a basis, got rank 0; take createBayesHead for an isotropic prior",
    );
  const floats = prior.basis;
  const basis = new Float64Array(floats);
  const identity = new Float64Array(rank * rank);
  for (let at = 0; at < rank; at++) identity[at * rank + at] = 1;

  const project = (features: Float32Array): Float64Array => maths.coordinates(features, floats, rank);

  const offset = ({ mean, remainderMean }: LowRankState): Float64Array =>
    remainderMean.map((value, at) => {
      let sum = value;
      for (let k = 0; k < rank; k++) sum += basis[at * rank + k] * mean[k];
      return sum;
    });

  const learn = (state: LowRankState, examples: Examples, projections: Float64Array): LowRankState => {
    const hasRemainder = touches(examples.features, remainder);
    const before = forget(state, { prior: identity, remainder, memory });
    const scores = scoresOf(before, { examples, projections, hasRemainder });
    const evidence = scoreEvidence(scores, examples, options);
    if (evidence === null) return state;
    if (!hasRemainder) {
      const next = maths.posterior(before, projections, evidence);
      return next === null ? state : { ...before, ...next };
    }
    const { rows: outside, spread } = outsideSpread(examples.features, before.remainderVariance);
    const { belief, gain } = posteriorWith(before, projections, evidence, spread);
    const remainderMean = plusCombination(before.remainderMean, outside, gain.coefficients);
    const whitened = whitenedRows(gain, outside, FEATURE_COUNT);
    const remainderVariance = lessSquares(before.remainderVariance, whitened);
    return belief !== null && areFinite(remainderMean) && areFinite(remainderVariance)
      ? { type: "low-rank", ...belief, remainderMean, remainderVariance }
      : state;
  };

  const updateProjected = (
    state: LowRankState,
    examples: Examples,
    projections: Float64Array,
  ): LowRankState => {
    if (!areUsable(examples) || projections.length !== examples.rewards.length * rank) return state;
    return areFinite(projections) ? learn(state, examples, projections) : state;
  };

  return {
    init: () => ({
      type: "low-rank",
      mean: new Float64Array(rank),
      covariance: identity.slice(),
      remainderMean: new Float64Array(FEATURE_COUNT),
      remainderVariance: remainder.slice(),
    }),
    project,
    updateProjected,
    spread: ({ mean, covariance, remainderVariance }, features) => {
      const rows = project(features);
      const inside = symmetricProduct(timesTransposed(rows, covariance, mean.length), rows, mean.length);
      if (!touches(features, remainder)) return inside;
      const outside = outsideSpread(features, remainderVariance).spread;
      return inside.map((value, at) => value + outside[at]);
    },
    update: (state, examples) =>
      areUsable(examples) ? updateProjected(state, examples, project(examples.features)) : state,
    scores: (state, features) => linearScores(features, offset(state), maths),
    offset,

    // As in createBayesHead, with the shift D shared out as the prior would: B B′ Σ₀⁻¹ D to y, the rest to u.
    rebase: (state, shift) => {
      const scaled = solvePrior(prior, shift);
      const share = new Float64Array(rank);
      for (let at = 0; at < FEATURE_COUNT; at++) {
        for (let k = 0; k < rank; k++) share[k] += basis[at * rank + k] * scaled[at];
      }
      const explained = timesTransposed(share, state.covariance, rank);
      const mean = state.mean.map((value, k) => value - (share[k] - explained[k]));
      const remainderMean = state.remainderMean.map(
        (value, at) => value - (remainder[at] - state.remainderVariance[at]) * scaled[at],
      );
      const isFinite = mean.every(Number.isFinite) && remainderMean.every(Number.isFinite);
      return isFinite ? { ...state, mean, remainderMean } : state;
    },
  };
}

function scoresOf(
  { mean, remainderMean }: LowRankState,
  {
    examples,
    projections,
    hasRemainder,
  }: { readonly examples: Examples; readonly projections: Float64Array; readonly hasRemainder: boolean },
): Float64Array {
  const scores = hasRemainder
    ? linearScores(examples.features, remainderMean)
    : new Float64Array(examples.rewards.length);
  const rank = mean.length;
  for (let item = 0; item < scores.length; item++) {
    let sum = scores[item] + examples.baseScores[item];
    for (let k = 0; k < rank; k++) sum += projections[item * rank + k] * mean[k];
    scores[item] = sum;
  }
  return scores;
}

function forget(
  state: LowRankState,
  {
    prior,
    remainder,
    memory,
  }: { readonly prior: Float64Array; readonly remainder: Float64Array; readonly memory: number },
): LowRankState {
  if (memory === 1) return state;
  // 1 / (γ / V + (1 − γ) / V₀), written so that no variance has to be divided by.
  const kept = state.remainderVariance.map((variance, at) => {
    const mixed = memory * remainder[at] + (1 - memory) * variance;
    return mixed > 0 ? remainder[at] / mixed : 0;
  });
  return {
    ...state,
    ...forgetTowards(state, prior, memory),
    remainderMean: state.remainderMean.map((value, at) => memory * kept[at] * value),
    remainderVariance: state.remainderVariance.map((variance, at) => kept[at] * variance),
  };
}

/** True if an item has something where the remainder can move. */
function touches(features: Float32Array, remainder: Float64Array): boolean {
  return features.some((value, at) => value !== 0 && remainder[at % FEATURE_COUNT] > 0);
}

/** X diag(v), [n, d], and the spread of the scores by the remainder, X diag(v) X′, [n, n]. */
function outsideSpread(
  features: Float32Array,
  variance: Float64Array,
): { readonly rows: Float64Array; readonly spread: Float64Array } {
  const rows = scaledRows(features, variance);
  return { rows, spread: symmetricProduct(rows, new Float64Array(features), FEATURE_COUNT) };
}

/** X diag(v), [n, d]. */
function scaledRows(features: Float32Array, variance: Float64Array): Float64Array {
  const rows = new Float64Array(features);
  const size = variance.length;
  for (let start = 0; start < rows.length; start += size) {
    for (let at = 0; at < size; at++) rows[start + at] *= variance[at];
  }
  return rows;
}

/** v − the diagonal of V′ V, [d], never below 0. */
function lessSquares(variance: Float64Array, rows: Float64Array): Float64Array {
  const next = variance.slice();
  const size = next.length;
  for (let start = 0; start < rows.length; start += size) {
    for (let at = 0; at < size; at++) next[at] -= rows[start + at] ** 2;
  }
  return next.map((value) => Math.max(value, 0));
}
