import type { HeadMaths } from "../base/head-maths.ts";
import { areUsable } from "./examples.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import { forgetTowards } from "./gaussian-forget.ts";
import {
  checkPrior,
  type GaussianPrior,
  isotropicPrior,
  priorCovariance,
  solvePrior,
} from "./gaussian-prior.ts";
import type { Learner } from "./learner.ts";
import { addScores, linearScores } from "./linear-scores.ts";
import { plainMaths } from "./plain-maths.ts";
import { type LikelihoodName, scoreEvidence } from "./score-evidence.ts";
import { dot } from "./vectors.ts";

/** Gaussian belief over z: N(mean, covariance). */
export interface BayesState {
  readonly type: "bayes";
  /** [d]. */
  readonly mean: Float64Array;
  /** [d, d], symmetric, positive definite. */
  readonly covariance: Float64Array;
}

/** How a Bayesian head learns. */
export interface BayesOptions {
  readonly prior: GaussianPrior;
  readonly likelihood: LikelihoodName;
  /** τ in (0, 1]: how far a page is believed; 1 as it stands. */
  readonly temper: number;
  /** γ in (0, 1]: the share of the precision that stays from page to page; 1 never forgets. */
  readonly memory: number;
}

/**
 * A Bayesian head: full-covariance online Laplace approximation (an extended Kalman filter). No learning rate.
 *
 * One update linearises the likelihood once, at the current mean, over all examples of the page:
 *
 *   S ← (S⁻¹ + X′ M X)⁻¹,   m ← m + S X′ e      with slopes e and Fisher information M of the page's scores
 *
 * as one n × n problem (page-gain.ts). Costs 1.5 n d² multiply-adds; with memory below 1 another d³. 274 KB of state at
 * d = 185.
 *
 * @param maths The arithmetic of an update; to the last bit the same, whichever it is.
 *
 * Throws a RangeError if the prior does not fit, or temper or memory lie outside (0, 1].
 *
 * @see Chapelle, Li 2011, An empirical evaluation of Thompson sampling, for the Laplace approximation online
 */
export function createBayesHead(options: BayesOptions, maths: HeadMaths = plainMaths): Learner<BayesState> {
  const { memory } = checkBayesOptions(options);
  const initial = priorCovariance(options.prior);
  return {
    init: () => ({ type: "bayes", mean: new Float64Array(FEATURE_COUNT), covariance: initial.slice() }),

    update: (state, examples) => {
      if (!areUsable(examples)) return state;
      const belief = forgetTowards(state, initial, memory);
      const scores = addScores(examples.baseScores, linearScores(examples.features, belief.mean));
      const evidence = scoreEvidence(scores, examples, options);
      if (evidence === null) return state;
      const next = maths.posterior(belief, new Float64Array(examples.features), evidence);
      return next === null ? state : { type: "bayes", ...next };
    },

    scores: (state, features) => linearScores(features, state.mean, maths),

    offset: (state) => state.mean,

    // Under the Gaussian approximation the visitor's data have already earned part of the shift: m ← m − (I − S P₀) D.
    rebase: (state, shift) => {
      const scaled = solvePrior(options.prior, shift);
      const mean = state.mean.map((value, at) => {
        const row = state.covariance.subarray(at * FEATURE_COUNT, (at + 1) * FEATURE_COUNT);
        return value - (shift[at] - dot(row, scaled));
      });
      return mean.every(Number.isFinite) ? { ...state, mean } : state;
    },
  };
}

/** The product's head: isotropic prior N(0, 0.5 I), position-based, everything believed and nothing forgotten. */
export const bayesHead: Learner<BayesState> = createBayesHead({
  prior: isotropicPrior(0.5),
  likelihood: "position-based",
  temper: 1,
  memory: 1,
});

/** Throws a RangeError unless the options are within their ranges; returns them as they came. */
export function checkBayesOptions(options: BayesOptions): BayesOptions {
  checkPrior(options.prior);
  for (const name of ["temper", "memory"] as const) {
    const value = options[name];
    if (!(value > 0 && value <= 1))
      throw new RangeError(`Expected ${name} above 0 and at most 1, got ${value}; 1 turns it off`);
  }
  return options;
}
