import { FEATURE_COUNT } from "../learning/feature-layout.ts";
import { offsetOf } from "../learning/personal-head.ts";
import { scorePartsOf } from "../learning/score-parts.ts";
import { dot, rowOf } from "../learning/vectors.ts";
import { orderWithFixed } from "../ranking/order-with-fixed.ts";
import { propensityAt, shopPriorAt } from "../ranking/position-model.ts";
import type { Ranking } from "../ranking/ranking.ts";
import type { RankingRecord } from "../store/schema.ts";
import { candidateText } from "../ranking/candidate-text.ts";
import type { RankRequest } from "./protocol.ts";
import type { Heads } from "./visitor.ts";

/**
 * Scores and orders a described list.
 *
 * @param request  Candidates in the shop's order, and those that must stay.
 * @param features [n, d], in the order of the candidates.
 * @returns What is shown, and the record that later interactions are learned from.
 */
export function rankList(
  request: RankRequest,
  { features, heads, modelId }: { features: Float32Array; heads: Heads; modelId: string },
): { ranking: Ranking; record: RankingRecord } {
  const { candidates, fixed } = request;
  const offset = offsetOf(heads.personal.state);
  const parts = candidates.map((_, index) =>
    scorePartsOf(rowOf(features, index), {
      shopPrior: shopPriorAt(index),
      weights: heads.global.weights,
      offset,
    }),
  );
  const scores = parts.map(({ shop, global, personal }) => shop + global + personal);
  const order = orderWithFixed(scores, fixed);
  const fixedIndices = new Set(fixed.map(({ index }) => index));
  const items = order.map((index, place) => ({
    id: candidates[index].id,
    shopIndex: index,
    position: place + 1,
    score: scores[index],
    propensity: propensityAt(place + 1),
    parts: parts[index],
    isFixed: fixedIndices.has(index),
  }));
  const shownFeatures = new Float32Array(order.length * FEATURE_COUNT);
  for (const [place, index] of order.entries())
    shownFeatures.set(rowOf(features, index), place * FEATURE_COUNT);
  const { rankingId: id, listId, query, atMs } = request;
  return {
    ranking: {
      id,
      listId,
      query,
      atMs,
      headVersion: heads.global.version,
      generation: heads.personal.generation,
      items,
    },
    record: {
      key: id,
      id,
      listId,
      query,
      atMs,
      modelId,
      itemIds: items.map((item) => item.id),
      titles: order.map((index) => candidates[index].title),
      texts: order.map((index) => candidateText(candidates[index])),
      features: shownFeatures,
      // Without what the visitor taught: the static score is among the features that a head goes on from.
      baseScores: Float64Array.from(order, (index) => scores[index] - dot(rowOf(features, index), offset)),
      propensities: Float64Array.from(items, (item) => item.propensity),
    },
  };
}
