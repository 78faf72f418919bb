import { FEATURE_COUNT, featureRange } from "./feature-layout.ts";
import { type Engagement, type HistoryComparison, scoresByHistory } from "./history-comparison.ts";

const HISTORY = featureRange("history").start;

/** A ranking as it was shown, with what an update needs of it. It never changes. */
export interface ShownRanking {
  readonly id: string;
  /** [n], in displayed order: `itemIds[0]` is at position 1. */
  readonly itemIds: readonly string[];
  /** [n], what the encoder read of each item. */
  readonly texts: readonly string[];
  /** [n, d], in displayed order; the column of the history is 0 if `history` is there. */
  readonly features: Float32Array;
  /** [n]: score without the personal head; without the history too if `history` is there. */
  readonly baseScores: Float64Array;
  /** See historyRoom; absent in rankings of before it was kept. */
  readonly historyRoom?: number;
  /** [n]. */
  readonly propensities: Float64Array;
  /** What the visitor had already seen on the same view of the page when it was shown; absent for nothing. */
  readonly seenIds?: readonly string[];
  /** [n]: who drafted each item of an interleaved list; absent for any other list. */
  readonly teams?: readonly ("personal" | "base" | null)[];
  /** What the history's column is made of, so that it can be made without an item; absent if there was no history. */
  readonly history?: {
    /** The global head's weight of the column. */
    readonly weight: number;
    readonly comparison: HistoryComparison;
  };
}

/**
 * A ranking with the history's column in its features, centred over the list as `featuresOf` does it, and in its base scores.
 *
 * @param engaged The history by which it was scored, without what has been forgotten since.
 */
export function withHistory(shown: ShownRanking, engaged: readonly Engagement[]): ShownRanking {
  if (shown.history === undefined) return shown;
  const { weight, comparison } = shown.history;
  const scores = scoresByHistory(comparison, engaged);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const features = shown.features.slice();
  const baseScores = shown.baseScores.slice();
  for (const [index, score] of scores.entries()) {
    const at = index * FEATURE_COUNT + HISTORY;
    features[at] = score - mean;
    baseScores[index] += weight * features[at];
  }
  return { ...shown, features, baseScores };
}
