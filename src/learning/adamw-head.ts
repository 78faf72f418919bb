import { crossEntropyGradient } from "./cross-entropy.ts";
import { areUsable, type Examples } from "./examples.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import type { Learner } from "./learner.ts";

const LEARNING_RATE = 0.02;
const MEAN_DECAY = 0.9;
const VARIANCE_DECAY = 0.99;
const EPSILON = 1e-4;
/** Pulls z towards 0, that is the personal head towards the global one. */
const WEIGHT_DECAY = 0.3;
const STEPS_PER_UPDATE = 4;
const MAX_REPLAYED_PAGES = 20;

/** z, Adam's moments, and the pages that are replayed. */
export interface AdamWState {
  readonly type: "adamw";
  /** [d]. */
  readonly offset: Float64Array;
  readonly firstMoment: Float64Array;
  readonly secondMoment: Float64Array;
  readonly step: number;
  /** Oldest first, at most 20. */
  readonly replay: readonly Examples[];
}

/**
 * AdamW on binary cross-entropy: each update takes 4 steps on the mean gradient of the last 20 pages, with decoupled
 * weight decay. The survey's baseline rule with replay; it fits noise faster than {@link bayesHead}.
 *
 * @see Loshchilov, Hutter 2019, Decoupled weight decay regularization, https://arxiv.org/abs/1711.05101
 */
export const adamwHead: Learner<AdamWState> = {
  init: () => ({
    type: "adamw",
    offset: new Float64Array(FEATURE_COUNT),
    firstMoment: new Float64Array(FEATURE_COUNT),
    secondMoment: new Float64Array(FEATURE_COUNT),
    step: 0,
    replay: [],
  }),

  update: (state, examples) => {
    if (!areUsable(examples)) return state;
    let next: AdamWState = { ...state, replay: [...state.replay, examples].slice(-MAX_REPLAYED_PAGES) };
    for (let turn = 0; turn < STEPS_PER_UPDATE; turn++) next = adamwStep(next, meanGradient(next));
    return next.offset.every(Number.isFinite) ? next : state;
  },

  offset: (state) => state.offset,

  rebase: (state) => state,
};

function meanGradient({ offset, replay }: AdamWState): Float64Array {
  const sum = new Float64Array(FEATURE_COUNT);
  for (const examples of replay) {
    const gradient = crossEntropyGradient(offset, examples);
    for (let at = 0; at < FEATURE_COUNT; at++) sum[at] += gradient[at] / replay.length;
  }
  return sum;
}

function adamwStep(state: AdamWState, gradient: Float64Array): AdamWState {
  const step = state.step + 1;
  const firstMoment = state.firstMoment.map((m, at) => MEAN_DECAY * m + (1 - MEAN_DECAY) * gradient[at]);
  const secondMoment = state.secondMoment.map(
    (v, at) => VARIANCE_DECAY * v + (1 - VARIANCE_DECAY) * gradient[at] ** 2,
  );
  const firstCorrection = 1 - MEAN_DECAY ** step;
  const secondCorrection = 1 - VARIANCE_DECAY ** step;
  const offset = state.offset.map((value, at) => {
    const direction =
      firstMoment[at] / firstCorrection / (Math.sqrt(secondMoment[at] / secondCorrection) + EPSILON);
    return value - LEARNING_RATE * (direction + WEIGHT_DECAY * value);
  });
  return { ...state, offset, firstMoment, secondMoment, step };
}
