import { seededRandom } from "../base/random.ts";
import type { Interaction } from "../ranking/interaction.ts";
import { FEATURE_COUNT, featureRange } from "./feature-layout.ts";
import type { FittedHead } from "./fitted-head.ts";
import type { HistoryComparison } from "./history-comparison.ts";
import type { ShownRanking } from "./shown-ranking.ts";

const HISTORY = featureRange("history").start;

/** A ranking of random items, compared with every item of `history`. For tests. */
export function rankingFixture(
  id: string,
  { itemIds, history, seed }: { itemIds: readonly string[]; history: readonly string[]; seed: number },
): ShownRanking {
  const random = seededRandom(seed);
  const features = Float32Array.from({ length: itemIds.length * FEATURE_COUNT }, () => random() - 0.5);
  for (let index = 0; index < itemIds.length; index++) features[index * FEATURE_COUNT + HISTORY] = 0;
  const cells = itemIds.length * history.length;
  const comparison: HistoryComparison = {
    itemIds: history,
    follows: Float64Array.from({ length: cells }, () => random() * 3),
    profiles: Float64Array.from({ length: cells }, () => random()),
    decay: 0.05,
    scale: 1.3,
    shrinkage: 0.7,
  };
  return {
    id,
    itemIds,
    texts: itemIds.map((itemId) => `text of ${itemId}`),
    features,
    baseScores: Float64Array.from(itemIds, () => random() - 0.5),
    propensities: Float64Array.from(itemIds, (_, index) => 1 / (index + 1)),
    history: { weight: 1, comparison },
  };
}

/** A prior of two directions and a remainder, as a model may bring it. For tests. */
export function fittedFixture(seed = 3): FittedHead {
  const random = seededRandom(seed);
  return {
    weights: Float32Array.from({ length: FEATURE_COUNT }, () => random() - 0.5),
    prior: {
      basis: Float32Array.from({ length: FEATURE_COUNT * 2 }, () => random() - 0.5),
      rank: 2,
      remainder: new Float64Array(FEATURE_COUNT).fill(0.1),
    },
    likelihood: "listwise",
  };
}

let lastEvent = 0;

/** An interaction with an id of its own. For tests. */
export function did(
  type: Interaction["type"],
  itemId: string,
  {
    rankingId = "r1",
    atMs = 1,
    dwellMs = 60_000,
  }: { rankingId?: string; atMs?: number; dwellMs?: number } = {},
): Interaction {
  const fields = { itemId, rankingId, atMs, eventId: `${type}-${++lastEvent}` };
  return type === "dwell" ? { ...fields, type, dwellMs } : { ...fields, type };
}
