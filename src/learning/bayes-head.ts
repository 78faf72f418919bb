import type { HeadMaths } from "../base/head-maths.ts";
import { believedMean } from "./believed-mean.ts";
import { areUsable } from "./examples.ts";
import { firstColumns, overAll, widthOf } from "./feature-width.ts";
import { forgetTowards } from "./gaussian-forget.ts";
import {
  type GaussianPrior,
  isotropicPrior,
  priorCovariance,
  priorWidth,
  SHIPPED_VARIANCE,
  solvePrior,
  wholePrior,
} from "./gaussian-prior.ts";
import type { Learner } from "./learner.ts";
import { addScores, linearScores } from "./linear-scores.ts";
import { plainMaths } from "./plain-maths.ts";
import { type LikelihoodName, scoreEvidence } from "./score-evidence.ts";
import { dot } from "./vectors.ts";

/** Gaussian belief over z: N(mean, covariance). */
export interface BayesState {
  readonly type: "bayes";
  /** [k], k one of FEATURE_WIDTHS: of the first coordinates. The others no page has had yet, and they are as the prior has them. */
  readonly mean: Float64Array;
  /** [k, k], symmetric, positive definite. */
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
 * as one n × n problem (page-gain.ts). Costs 1.5 n k² multiply-adds; with memory below 1 another k³. The belief is over the first k
 * coordinates only, until a page has features beyond: 274 KB of state at k = 185, 528 KB at 257. Scores are by the mean as
 * {@link believedMean} has it: without facts and vectors, m itself.
 *
 * @param maths The arithmetic of an update; to the last bit the same, whichever it is.
 *
 * Throws a RangeError if the prior does not fit, or temper or memory lie outside (0, 1].
 *
 * @see Chapelle, Li 2011, An empirical evaluation of Thompson sampling, for the Laplace approximation online
 */
export function createBayesHead(options: BayesOptions, maths: HeadMaths = plainMaths): Learner<BayesState> {
  const { memory, prior } = checkBayesOptions(options);
  const narrowest = priorWidth(prior);
  const initial: BayesState = {
    type: "bayes",
    mean: new Float64Array(narrowest),
    covariance: priorCovariance(prior, narrowest),
  };
  return {
    init: () => ({ ...initial, mean: new Float64Array(narrowest), covariance: initial.covariance.slice() }),

    update: (state, examples) => {
      if (!areUsable(examples)) return state;
      const width = Math.max(state.mean.length, widthOf(examples.features));
      const wide = widenedTo(width, state, prior);
      const belief =
        memory === 1 ? wide : forgetTowards(wide, widenedTo(width, initial, prior).covariance, memory);
      const scores = addScores(examples.baseScores, linearScores(examples.features, overAll(belief.mean)));
      const evidence = scoreEvidence(scores, examples, options);
      if (evidence === null) return state;
      const next = maths.posterior(belief, firstColumns(examples.features, width), evidence);
      return next === null ? state : { type: "bayes", ...next };
    },

    scores: (state, features) => linearScores(features, overAll(believedMean(state, prior)), maths),

    offset: (state) => overAll(believedMean(state, prior)),

    // Under the Gaussian approximation the visitor's data have already earned part of the shift: m ← m − (I − S P₀) D.
    rebase: (state, shift) => {
      const width = state.mean.length;
      const scaled = solvePrior(prior, shift);
      const mean = state.mean.map((value, at) => {
        const row = state.covariance.subarray(at * width, (at + 1) * width);
        return value - (shift[at] - dot(row, scaled));
      });
      return mean.every(Number.isFinite) ? { ...state, mean } : state;
    },
  };
}

/** The belief over more of the coordinates: those it has not seen are still as the prior has them, and correlated with none. */
export function widenedTo(width: number, state: BayesState, { remainder }: GaussianPrior): BayesState {
  const size = state.mean.length;
  if (size >= width) return state;
  const mean = new Float64Array(width);
  mean.set(state.mean);
  const covariance = new Float64Array(width * width);
  for (let at = 0; at < width; at++) {
    if (at < size) covariance.set(state.covariance.subarray(at * size, (at + 1) * size), at * width);
    else covariance[at * width + at] = remainder[at];
  }
  return { type: "bayes", mean, covariance };
}

/** The product's head: isotropic prior N(0, 0.5 I), position-based, everything believed and nothing forgotten. */
export const bayesHead: Learner<BayesState> = createBayesHead({
  prior: isotropicPrior(SHIPPED_VARIANCE),
  likelihood: "position-based",
  temper: 1,
  memory: 1,
});

/** Throws a RangeError unless the options are within their ranges; returns them with the prior over all coordinates. */
export function checkBayesOptions(options: BayesOptions): BayesOptions {
  const prior = wholePrior(options.prior);
  for (const name of ["temper", "memory"] as const) {
    const value = options[name];
    if (!(value > 0 && value <= 1))
      throw new RangeError(`Expected ${name} above 0 and at most 1, got ${value}; 1 turns it off`);
  }
  return { ...options, prior };
}
