import type { HeadMaths } from "../base/head-maths.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import type { Learner } from "./learner.ts";
import { plainMaths } from "./plain-maths.ts";
import { createReplayAdamw, type ReplayOptions, type ReplayState } from "./replay-adamw.ts";

/** z as the parameters, [d]. */
export type AdamWState = ReplayState<"adamw">;

/** The linear head, learned by AdamW with replay ({@link createReplayAdamw}). */
export function createAdamwHead(options: ReplayOptions, maths: HeadMaths = plainMaths): Learner<AdamWState> {
  const network = { featureCount: FEATURE_COUNT, hiddenCount: 0, start: new Float64Array() };
  return createReplayAdamw("adamw", network, { ...options, maths });
}

/**
 * The survey's baseline rule: binary cross-entropy, 4 steps on the last 20 pages. It fits noise faster than `bayesHead`.
 */
export const ADAMW: ReplayOptions = {
  loss: "binary",
  learningRate: 0.02,
  warmUpSteps: 0,
  weightDecay: 0.3,
  bufferPages: 20,
  stepsPerPage: 4,
  pagesPerStep: 20,
  featureDropout: 0,
  positiveWeight: 1,
  maxGradientNorm: Number.POSITIVE_INFINITY,
  patience: 0,
};

/** The head that learns by {@link ADAMW}. */
export const adamwHead: Learner<AdamWState> = createAdamwHead(ADAMW);
