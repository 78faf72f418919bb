import { type ComparedItem, type EngagedComparison, profileOf, similaritiesOf } from "./compared-item.ts";
import { dot } from "./vectors.ts";

/** Fixed weights that ship with the model: F = 4 features, in the order of {@link similaritiesOf}. */
export interface StaticScoreWeights {
  /** [F]: of the part that follows the most similar items. */
  readonly u: Float32Array;
  /** [F]: of the part that follows the mean. */
  readonly v: Float32Array;
  /** At least 0, per item of age. */
  readonly decay: number;
  readonly scale: number;
  /** At least 0, in purchases. */
  readonly shrinkage: number;
}

/** How many of the newest items count. */
export const MAX_HISTORY = 20;

/** What the static score saw when it compared the items of one list with the history, item by item. */
export interface HistoryComparison {
  /** [h]: the items of the history, in any order. */
  readonly itemIds: readonly string[];
  /** [n, h]: u · x, see {@link scoresByHistory}. */
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

/** The comparison of a list in another order: `order[place]` is the index of the candidate that stands there. */
export function comparisonInOrder(
  comparison: HistoryComparison,
  order: readonly number[],
): HistoryComparison {
  const width = comparison.itemIds.length;
  const inOrder = (values: Float64Array): Float64Array =>
    Float64Array.from(values, (_, at) => values[order[Math.floor(at / width)] * width + (at % width)]);
  return {
    ...comparison,
    follows: inOrder(comparison.follows),
    profiles: inOrder(comparison.profiles),
  };
}

/** The comparison with some of its history only; the same object if that is all of it. */
export function comparisonWith(comparison: HistoryComparison, kept: ReadonlySet<string>): HistoryComparison {
  const width = comparison.itemIds.length;
  const columns = [...comparison.itemIds.keys()].filter((column) => kept.has(comparison.itemIds[column]));
  if (columns.length === width) return comparison;
  const rows = width === 0 ? 0 : comparison.follows.length / width;
  const some = (values: Float64Array): Float64Array =>
    Float64Array.from(
      { length: rows * columns.length },
      (_, at) => values[Math.floor(at / columns.length) * width + columns[at % columns.length]],
    );
  return {
    ...comparison,
    itemIds: columns.map((column) => comparison.itemIds[column]),
    follows: some(comparison.follows),
    profiles: some(comparison.profiles),
  };
}

/**
 * Scores each candidate by a part of the compared history, with fixed weights: nothing is learned, so one item is enough. Item
 * h of the history has the age a (0 is the newest) and the evidence e; x_ch are the F similarities of candidate and item:
 *
 *   w_h = e_h · exp(−decay · a_h),   n = Σ e_h
 *   score_c = n / (n + shrinkage) · ( scale · ln( Σ w_h exp(u · x_ch) / Σ w_h )  +  Σ w_h (v · x_ch + t_h · e_c) / Σ w_h )
 *
 * t_h is the item's transition and e_c the candidate's embedding; without a transition the term is left out.
 * The first part follows the most similar items, smoothly; the second the mean. The factor in front leaves the order as it
 * is, but makes the score count less beside others while little is known. The weights were fitted on purchases, for which
 * e = 1; less sure signs weigh less in both places.
 *
 * @param engaged The newest last; those that were not compared are left out, and of the rest the last 20 count.
 * @returns [n], 0 for an empty history.
 * @see models/train/history.py, the reference, and Cao et al. 2007, https://doi.org/10.1145/1273496.1273513 for the fit
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
