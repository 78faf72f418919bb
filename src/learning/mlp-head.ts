import type { HeadMaths, Network } from "../base/head-maths.ts";
import { normalFrom, seededRandom } from "../base/random.ts";
import { CORE_COUNT, FEATURE_COUNT } from "./feature-layout.ts";
import type { Learner } from "./learner.ts";
import { plainMaths } from "./plain-maths.ts";
import { createReplayAdamw, type ReplayOptions, type ReplayState } from "./replay-adamw.ts";

/** z, v, W and b, each relative to the network that all visitors start from, in this order: d + h + h d + h numbers. */
export type MlpState = ReplayState<"mlp">;

/** How the two-layer head learns. */
export interface MlpOptions extends ReplayOptions {
  /** h, hidden units, above 0. */
  readonly hiddenCount: number;
  /** Of the start that all visitors share. */
  readonly startSeed: number;
}

/**
 * A head of two layers, personal part = z · φ + v · relu(W φ + b), all of it learned by AdamW with replay. All visitors
 * share a start at z = v = b = 0 and normal W of variance 2 / {@link CORE_COUNT}, and what is learned is the difference to it: so the
 * personal part starts at 0, and weight decay pulls back to the start.
 *
 * Costs h times what the linear head does.
 *
 * @see He et al. 2015, Delving deep into rectifiers, https://arxiv.org/abs/1502.01852, for the start
 */
export function createMlpHead(options: MlpOptions, maths: HeadMaths = plainMaths): Learner<MlpState> {
  return createReplayAdamw("mlp", mlpNetwork(options), { ...options, maths });
}

/** The network that all visitors start from. */
export function mlpNetwork({
  hiddenCount,
  startSeed,
}: Pick<MlpOptions, "hiddenCount" | "startSeed">): Network {
  const random = seededRandom(startSeed);
  const start = new Float64Array(hiddenCount * FEATURE_COUNT);
  // Later coordinates are drawn last: what was learned under a layout without them stays as it is.
  for (const [from, to] of [
    [0, CORE_COUNT],
    [CORE_COUNT, FEATURE_COUNT],
  ]) {
    for (let unit = 0; unit < hiddenCount; unit++) {
      for (let at = from; at < to; at++)
        start[unit * FEATURE_COUNT + at] = normalFrom(random) * Math.sqrt(2 / CORE_COUNT);
    }
  }
  return { featureCount: FEATURE_COUNT, hiddenCount, start };
}
