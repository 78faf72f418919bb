import { FEATURE_COUNT, featureRange } from "../learning/feature-layout.ts";
import { comparisonInOrder, type HistoryComparison } from "../learning/history-comparison.ts";
import { dot, rowOf } from "../learning/vectors.ts";
import { shopPriorAt } from "../ranking/position-model.ts";
import type { Ranking } from "../ranking/ranking.ts";
import type { RankingRecord } from "../store/visitor-records.ts";

const HISTORY = featureRange("history").start;

/**
 * The record of a ranking as the log keeps it: what the visitor did is in none of its numbers. The column of the history is
 * left out of the features, and of the base scores, and kept as what it is made of; the learned part of a score never was in.
 *
 * @param record  What was shown, with features in displayed order.
 * @param options `weights`: the global head that scored it, [d]. `comparison`: as the list was described, in the shop's order.
 */
export function logRanking(
  { ranking, record }: { readonly ranking: Ranking; readonly record: RankingRecord },
  { weights, comparison }: { readonly weights: Float32Array; readonly comparison: HistoryComparison | null },
): RankingRecord {
  const features = record.features.slice();
  for (let index = 0; index < ranking.items.length; index++) features[index * FEATURE_COUNT + HISTORY] = 0;
  const baseScores = Float64Array.from(
    ranking.items,
    ({ shopIndex }, index) => shopPriorAt(shopIndex) + dot(rowOf(features, index), weights),
  );
  const logged = { ...record, features, baseScores };
  if (comparison === null) return logged;
  const order = ranking.items.map(({ shopIndex }) => shopIndex);
  return {
    ...logged,
    history: { weight: weights[HISTORY], comparison: comparisonInOrder(comparison, order) },
  };
}
