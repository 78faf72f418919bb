import type { ComparedItem, EngagedComparison } from "./compared-item.ts";
import {
  compareWithHistory,
  MAX_HISTORY,
  scoresByHistory,
  type StaticScoreWeights,
} from "./history-comparison.ts";

/** An item that the visitor engaged with. */
export interface HistoryItem extends EngagedComparison {
  /** How sure it is that the visitor wants such items: 1 for a purchase, less for less; above 0. */
  readonly evidence: number;
}

/**
 * The static score of each candidate by one history; see {@link scoresByHistory} for the formula.
 *
 * @param candidates n items.
 * @param history    The newest last; of more than 20 the last 20.
 * @returns [n], 0 for an empty history. Costs 1.4 ms for 48 candidates and 20 items.
 */
export function staticScores(
  candidates: readonly ComparedItem[],
  history: readonly HistoryItem[],
  weights: StaticScoreWeights,
): Float32Array {
  if (history.length === 0) return new Float32Array(candidates.length);
  const recent = history.slice(-MAX_HISTORY).map((item, at) => ({ ...item, itemId: String(at) }));
  return scoresByHistory(compareWithHistory(candidates, recent, weights), recent);
}
