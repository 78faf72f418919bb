import { listwiseLoss } from "./listwise-evidence.ts";

/**
 * How well a list of scores predicts the clicks of one page, every item counting alike: minus {@link listwiseLoss}.
 *
 * An item with θ = 0 was never examined: it drops out.
 *
 * @param scores       [n], finite.
 * @param rewards      [n]: 1 = clicked.
 * @param propensities [n]: P(examined), in [0, 1].
 * @returns In nats, at most 0; 0 for a page without clicks. Not finite if a click lies where θ = 0.
 * @see Luce 1959, Individual choice behavior
 */
export function listwiseLogLikelihood(
  scores: ArrayLike<number>,
  rewards: ArrayLike<number>,
  propensities: ArrayLike<number>,
): number {
  const { loss } = listwiseLoss(Float64Array.from(scores), {
    rewards: Uint8Array.from(rewards),
    propensities: Float64Array.from(propensities),
    weights: new Float64Array(rewards.length).fill(1),
  });
  return loss === 0 ? 0 : -loss;
}
