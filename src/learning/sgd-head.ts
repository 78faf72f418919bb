import { areUsable } from "./examples.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import type { Learner } from "./learner.ts";
import { addScores, linearScores, pullBack } from "./linear-scores.ts";
import { type LossName, pageLoss, teaches } from "./page-loss.ts";

/** z alone. */
export interface SgdState {
  readonly type: "sgd";
  /** [d]. */
  readonly offset: Float64Array;
}

/** How plain gradient descent learns. */
export interface SgdOptions {
  readonly loss: LossName;
  /** η, above 0. */
  readonly learningRate: number;
}

/**
 * Stochastic gradient descent, one step a page: z ← z − η X′ ∂L/∂s. The plainest baseline.
 *
 * @see pageLoss for L: a mean over the items if binary, a sum over the chosen ones if listwise
 */
export function createSgdHead({ loss, learningRate }: SgdOptions): Learner<SgdState> {
  return {
    init: () => ({ type: "sgd", offset: new Float64Array(FEATURE_COUNT) }),

    update: (state, examples) => {
      if (!areUsable(examples) || !teaches(examples, loss)) return state;
      const scores = addScores(examples.baseScores, linearScores(examples.features, state.offset));
      const gradient = pullBack(examples.features, pageLoss(scores, examples, { loss }).slopes);
      const offset = state.offset.map((value, at) => value - learningRate * gradient[at]);
      return offset.every(Number.isFinite) ? { type: "sgd", offset } : state;
    },

    scores: (state, features) => linearScores(features, state.offset),

    offset: (state) => state.offset,

    // Without a measure of certainty nothing says which part of the shift the visitor had already taught.
    rebase: (state) => state,
  };
}

/** The survey's baseline rule: binary cross-entropy with η = 1; `bayesHead` is the product's. */
export const sgdHead: Learner<SgdState> = createSgdHead({ loss: "binary", learningRate: 1 });
