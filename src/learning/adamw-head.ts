import { FEATURE_COUNT } from "./feature-layout.ts";
import type { Learner } from "./learner.ts";
import { linearScores, pullBack } from "./linear-scores.ts";
import { createReplayAdamw, type ReplayOptions, type ReplayState } from "./replay-adamw.ts";

/** z as the parameters, [d]. */
export type AdamWState = ReplayState<"adamw">;

/** The linear head, learned by AdamW with replay ({@link createReplayAdamw}). */
export function createAdamwHead(options: ReplayOptions): Learner<AdamWState> {
  return createReplayAdamw(
    "adamw",
    {
      parameterCount: FEATURE_COUNT,
      scores: (offset, features) => linearScores(features, offset),
      pullBack: (_, features, slopes) => pullBack(features, slopes),
      linearPart: (offset) => offset,
    },
    options,
  );
}

/**
 * The survey's baseline rule: binary cross-entropy, 4 steps on the last 20 pages. It fits noise faster than `bayesHead`.
 */
export const adamwHead: Learner<AdamWState> = createAdamwHead({
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
});
