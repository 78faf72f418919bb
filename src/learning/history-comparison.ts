import {
  type ComparedItem,
  type EngagedComparison,
  MAX_HISTORY,
  profileOf,
  similaritiesOf,
  type StaticScoreWeights,
} from "./static-score.ts";
import { dot } from "./vectors.ts";

/** What the static score saw when it compared the items of one list with the history, item by item. */
export interface HistoryComparison {
  /** [h]: the items of the history, in any order. */
  readonly itemIds: readonly string[];
  /** [n, h]: u · x, see static-score.ts. */
  readonly follows: Float64Array;
  /** [n, h]: v · x + t · e. */
  readonly profiles: Float64Array;
  readonly decay: number;
  readonly scale: number;
  readonly shrinkage: number;
}

/** How far an item of the history counted when a list was scored by it. */
export interface Engagement {
  readonly itemId: string;
  /** In (0, 1], see history.ts. */
  readonly evidence: number;
}

/**
 * Compares each item of a list with each item of the history. The result says nothing of how far each counts: with it the
 * static scores of every part of the history can be had, so that an item can be forgotten in lists of the past.
 *
 * @param candidates n items, in displayed order.
 * @param history    h items. 16 n h bytes: 25 KB for 48 and 32.
 */
export function compareWithHistory(
  candidates: readonly ComparedItem[],
  history: readonly (EngagedComparison & { readonly itemId: string })[],
  weights: StaticScoreWeights,
): HistoryComparison {
  const follows = new Float64Array(candidates.length * history.length);
  const profiles = new Float64Array(candidates.length * history.length);
  for (const [index, candidate] of candidates.entries()) {
    for (const [at, item] of history.entries()) {
      const similarities = similaritiesOf(candidate, item);
      follows[index * history.length + at] = dot(weights.u, similarities);
      profiles[index * history.length + at] = profileOf(candidate, item, dot(weights.v, similarities));
    }
  }
  const { decay, scale, shrinkage } = weights;
  return { itemIds: history.map(({ itemId }) => itemId), follows, profiles, decay, scale, shrinkage };
}

/**
 * The static scores by a part of the compared history: to the bit what `staticScores` gives for the same items.
 *
 * @param engaged The newest last; those that were not compared are left out, and of the rest the last 20 count.
 * @returns [n], 0 for an empty history.
 */
export function scoresByHistory(comparison: HistoryComparison, engaged: readonly Engagement[]): Float32Array {
  const { itemIds, follows, profiles, decay, scale, shrinkage } = comparison;
  const width = itemIds.length;
  const recent = engaged.filter(({ itemId }) => itemIds.includes(itemId)).slice(-MAX_HISTORY);
  const scores = new Float32Array(width === 0 ? 0 : follows.length / width);
  if (recent.length === 0) return scores;
  const columns = recent.map(({ itemId }) => itemIds.indexOf(itemId));
  const weights = recent.map(({ evidence }, at) => evidence * Math.exp(-decay * (recent.length - 1 - at)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => weight / total);
  const known = recent.reduce((sum, { evidence }) => sum + evidence, 0);
  for (let index = 0; index < scores.length; index++) {
    const row = columns.map((column) => index * width + column);
    const values = row.map((at) => follows[at]);
    const largest = Math.max(...values);
    const sum = values.reduce((all, value, at) => all + shares[at] * Math.exp(value - largest), 0);
    const profile = row.reduce((all, place, at) => all + shares[at] * profiles[place], 0);
    scores[index] = (known / (known + shrinkage)) * (scale * (largest + Math.log(sum)) + profile);
  }
  return scores;
}
