import type { StaticScoreWeights } from "../../learning/history-comparison.ts";
import type { HistoryItem } from "../../learning/static-score.ts";
import { engagedItem, type TransitionWeights } from "../../learning/transition.ts";
import type { TitleVectors } from "../../learning/title-vectors.ts";
import type { SimulatedCatalogue } from "../simulate/simulated-catalogue.ts";

/** A catalogue with all that the product's own code knows of each item before a list is made. */
export interface DescribedCatalogue extends SimulatedCatalogue {
  /** [n]. */
  readonly titles: readonly TitleVectors[];
  readonly staticWeights: StaticScoreWeights;
  readonly transitionWeights: TransitionWeights | null;
}

/** An item as the static score compares it; `evidence` is 1, a purchase. */
export function comparedItem(
  { embeddings, size, titles, transitionWeights }: DescribedCatalogue,
  item: number,
): HistoryItem {
  const embedding = embeddings.subarray(item * size, (item + 1) * size);
  return { ...engagedItem({ embedding, title: titles[item] }, transitionWeights), evidence: 1 };
}
