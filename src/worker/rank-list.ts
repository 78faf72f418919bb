import { FEATURE_COUNT } from "../learning/feature-layout.ts";
import { historyPart } from "../learning/history-part.ts";
import { historyRoom } from "../learning/history-room.ts";
import { linearScores } from "../learning/linear-scores.ts";
import { personalShare } from "../learning/personal-share.ts";
import { scorePartsOf } from "../learning/score-parts.ts";
import { rowOf } from "../learning/vectors.ts";
import { visitorScores } from "../learning/visitor-scores.ts";
import { rulesOfList } from "../ranking/apply-exposure-rules.ts";
import { candidateText } from "../ranking/candidate-text.ts";
import { exposureOf, type ExposureSums, initExposure } from "../ranking/exposure-sums.ts";
import { propensityAt, shopPriorAt } from "../ranking/position-model.ts";
import type { Ranking } from "../ranking/ranking.ts";
import type { RankingRecord } from "../store/visitor-records.ts";
import { chooseOrder, type OrderPolicy } from "./choose-order.ts";
import type { RankRequest } from "./protocol.ts";
import type { Heads } from "./visitor.ts";

/**
 * Scores and orders a described list: by what the shop and the global head say, and by the visitor's history and what was
 * learned of it as far as the guard lets both count.
 *
 * @param request  Candidates in the shop's order, and those that must stay.
 * @param features [n, d], in the order of the candidates.
 * @param littleShown Names of sellers who count like new items where the shop has a floor for these.
 * @returns What is shown, the record that later interactions are learned from, what the list adds to the exposure, and the share
 *   of the personal part that counts, see personalShare.
 */
export function rankList(
  request: RankRequest,
  {
    features,
    heads,
    modelId,
    policy,
    littleShown,
  }: {
    features: Float32Array;
    heads: Heads;
    modelId: string;
    policy: OrderPolicy;
    littleShown: ReadonlySet<string>;
  },
): { ranking: Ranking; record: RankingRecord; exposure: ExposureSums; share: number } {
  const { candidates, fixed } = request;
  const { global, personal, guard, learner } = heads;
  const byAll = linearScores(features, Float64Array.from(global.weights));
  const byShop = candidates.map((_, index) => shopPriorAt(index));
  const baseScores = byAll.map((score, index) => byShop[index] + score);
  const learned = learner.scores(personal.state, features);
  const byHistory = historyPart(features, global.weights);
  const sameForAll = baseScores.map((score, index) => score - byHistory[index]);
  const room = historyRoom(
    byShop,
    byAll.map((score, index) => score - byHistory[index]),
  );
  const { scores: own, ofHistory } = visitorScores(room, byHistory, learned);
  const share = personalShare(guard, sameForAll, own);
  const offset = learner.offset(personal.state);
  const parts = candidates.map((_, index) =>
    scorePartsOf(rowOf(features, index), {
      shopPrior: byShop[index],
      weights: global.weights,
      offset,
      learned: learned[index],
      share,
      ofHistory,
    }),
  );
  const scores = parts.map(({ shop, global, personal }) => shop + global + personal);
  const spread = (): Float64Array | null =>
    learner.spread(personal.state, features)?.map((value) => share * share * value) ?? null;
  const rules = rulesOfList(candidates, fixed, { rules: request.rules, littleShown });
  const { order, propensities, isExplored, greedyPlaces, teams } = chooseOrder(
    { scores, fixed, spread, rules },
    policy,
  );
  const fixedIndices = new Set(fixed.map(({ index }) => index));
  const items = order.map((index, place) => ({
    id: candidates[index].id,
    shopIndex: index,
    position: place + 1,
    score: scores[index],
    propensity: propensityAt(place + 1),
    shownPropensity: propensities[place],
    parts: parts[index],
    isFixed: fixedIndices.has(index),
  }));
  const shownFeatures = new Float32Array(order.length * FEATURE_COUNT);
  for (const [place, index] of order.entries())
    shownFeatures.set(rowOf(features, index), place * FEATURE_COUNT);
  const { rankingId: id, listId, query, atMs } = request;
  const { arm } = policy;
  const seenIds = request.seen.map((index) => candidates[index].id);
  return {
    share,
    exposure: exposureOf(candidates, order, rules?.useOf(scores, order) ?? initExposure().ruleUse),
    ranking: {
      id,
      listId,
      query,
      atMs,
      headVersion: global.version,
      generation: personal.generation,
      arm,
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
      baseScores: Float64Array.from(order, (index) => baseScores[index]),
      historyRoom: room,
      propensities: Float64Array.from(items, (item) => item.propensity),
      arm,
      isExplored,
      shownPropensities: propensities,
      greedyPlaces,
      heldPlaces: fixed.map(({ place }) => place),
      ...(seenIds.length === 0 ? {} : { seenIds }),
      ...(teams && { teams }),
    },
  };
}
