import { crossEntropy, type PageLoss } from "./cross-entropy.ts";
import type { Examples } from "./examples.ts";
import { listwiseLoss } from "./listwise-evidence.ts";

/** What a first-order rule lowers: each item for itself, without positions, or the chosen one against those passed over. */
export type LossName = "binary" | "listwise";

/** The loss that is named, of one page. `positiveWeight` is the binary one's: a list always has one winner a term. */
export function pageLoss(
  scores: Float64Array,
  examples: Examples,
  { loss, positiveWeight = 1 }: { readonly loss: LossName; readonly positiveWeight?: number },
): PageLoss {
  return loss === "listwise"
    ? listwiseLoss(scores, examples)
    : crossEntropy(scores, examples, positiveWeight);
}

/** False for a page that the loss has no slope on: to the listwise one, a page on which nothing was chosen. */
export function teaches(examples: Examples, loss: LossName): boolean {
  return loss === "binary" || examples.rewards.includes(1);
}
