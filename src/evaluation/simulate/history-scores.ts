import { MAX_HISTORY } from "../../learning/history-comparison.ts";
import { staticScores } from "../../learning/static-score.ts";
import { comparedItem, type DescribedCatalogue } from "../catalogue/described-catalogue.ts";
import type { HistoryScores } from "./simulate-shopper.ts";

/** Of a click, as learning/history.ts weighs it. */
const CLICK_EVIDENCE = 0.25;

/** The static score of each item by what the shopper clicked, as a page has it; each item is read once. */
export function createHistoryScores(catalogue: DescribedCatalogue): HistoryScores {
  const compared = catalogue.titles.map((_, item) => comparedItem(catalogue, item));
  return (items, clicked) => {
    const newestFirst = [...new Set([...clicked].reverse())].slice(0, MAX_HISTORY);
    return staticScores(
      items.map((item) => compared[item]),
      newestFirst.toReversed().map((item) => ({ ...compared[item], evidence: CLICK_EVIDENCE })),
      catalogue.staticWeights,
    );
  };
}
