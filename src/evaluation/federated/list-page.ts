import type { ObservedPage } from "../../federation/observed-page.ts";
import type { PageLikelihood } from "../../federation/page-likelihood.ts";
import { linearScores } from "../../learning/linear-scores.ts";
import { listwiseEvidence, listwiseLoss } from "../../learning/listwise-evidence.ts";
import type { ClientShop } from "./client-shop.ts";
import type { DrawnList } from "./shopper-pages.ts";

/** What the global head is judged and fitted by: the item that was bought against those that were not. */
export const LISTWISE: PageLikelihood = {
  evidence: (scores, page) => (page.rewards.includes(1) ? listwiseEvidence(scores, page) : null),
  logLikelihood: (scores, page) => -listwiseLoss(scores, page).loss,
};

/** A list as a page on which everything was examined and one item was bought, scored by a global head, [d]. */
export function listPage(
  { featuresOf }: Pick<ClientShop, "featuresOf">,
  list: DrawnList,
  weights: Float64Array,
): ObservedPage {
  const features = featuresOf(list);
  return scoredPage(features, list.wanted, weights);
}

/** The same of features that are at hand, [n, d]. */
export function scoredPage(features: Float32Array, wanted: number, weights: Float64Array): ObservedPage {
  const baseScores = linearScores(features, weights);
  return {
    features,
    baseScores,
    rewards: Uint8Array.from(baseScores, (_, index) => (index === wanted ? 1 : 0)),
    propensities: new Float64Array(baseScores.length).fill(1),
    weights: new Float64Array(baseScores.length).fill(1),
  };
}
