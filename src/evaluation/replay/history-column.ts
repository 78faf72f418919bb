import { type HistoryItem, staticScores } from "../../learning/static-score.ts";
import { comparedItem, type DescribedCatalogue } from "../catalogue/described-catalogue.ts";

/**
 * Makes a function for the static scores of a list by a history of purchases, oldest first, minus the list's mean: the features'
 * column of the history.
 *
 * @returns Of n items and any history: [n], zeros without a history.
 */
export function createHistoryColumn(
  catalogue: DescribedCatalogue,
): (items: ArrayLike<number>, history: readonly number[]) => Float32Array<ArrayBuffer> {
  const compared = catalogue.titles.map((title, item) => ({
    embedding: catalogue.embeddings.subarray(item * catalogue.size, (item + 1) * catalogue.size),
    title,
  }));
  // Where shoppers go from an item takes longer to find than a list to describe: it is kept.
  const engaged = new Map<number, HistoryItem>();
  const engagedOf = (item: number): HistoryItem => {
    const known = engaged.get(item) ?? comparedItem(catalogue, item);
    engaged.set(item, known);
    return known;
  };
  return (items, history) => {
    const scores = staticScores(
      Array.from(items, (item) => compared[item]),
      history.map(engagedOf),
      catalogue.staticWeights,
    );
    const mean = scores.reduce((sum, score) => sum + score, 0) / items.length;
    return Float32Array.from(scores, (score) => score - mean);
  };
}
