import { crossEntropyGradient } from "./cross-entropy.ts";
import { areUsable } from "./examples.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import type { Learner } from "./learner.ts";

const LEARNING_RATE = 1;

/** z alone. */
export interface SgdState {
  readonly type: "sgd";
  /** [d]. */
  readonly offset: Float64Array;
}

/**
 * Stochastic gradient descent on binary cross-entropy, one step a page: z ← z − η ∇L with η = 1 on the page's mean
 * gradient. The survey's baseline rule; {@link bayesHead} is the product's.
 */
export const sgdHead: Learner<SgdState> = {
  init: () => ({ type: "sgd", offset: new Float64Array(FEATURE_COUNT) }),

  update: (state, examples) => {
    if (!areUsable(examples)) return state;
    const gradient = crossEntropyGradient(state.offset, examples);
    const offset = state.offset.map((value, at) => value - LEARNING_RATE * gradient[at]);
    return offset.every(Number.isFinite) ? { type: "sgd", offset } : state;
  },

  offset: (state) => state.offset,

  // Without a measure of certainty nothing says which part of the shift the visitor had already taught.
  rebase: (state) => state,
};
