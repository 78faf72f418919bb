import { CLICK_INTERCEPT } from "./click-likelihood.ts";
import type { Examples } from "./examples.ts";

/** A loss of one page and its slopes with respect to the n scores. */
export interface PageLoss {
  readonly loss: number;
  /** [n]. */
  readonly slopes: Float64Array;
}

/**
 * The mean binary cross-entropy of a page, Σ w (ln(1 + exp l) − reward · l) / n with l = s − 1.5.
 * Deliberately without a position model: this is the baseline that the Bayesian head is compared with.
 *
 * @param scores         [n], finite.
 * @param positiveWeight How much a chosen item counts beside one passed over, above 0: lists hold few chosen ones.
 */
export function crossEntropy(scores: Float64Array, examples: Examples, positiveWeight = 1): PageLoss {
  const count = scores.length;
  let loss = 0;
  const slopes = new Float64Array(count);
  for (let item = 0; item < count; item++) {
    const logit = scores[item] + CLICK_INTERCEPT;
    const isChosen = examples.rewards[item] === 1;
    const factor = (examples.weights[item] * (isChosen ? positiveWeight : 1)) / count;
    // ln(1 + exp l) − l = ln(1 + exp −l); written so that neither overflows.
    loss += factor * softplus(isChosen ? -logit : logit);
    slopes[item] = factor * (1 / (1 + Math.exp(-logit)) - (isChosen ? 1 : 0));
  }
  return { loss, slopes };
}

function softplus(value: number): number {
  return Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
}
