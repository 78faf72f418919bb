import type { Memory, Progress } from "../learning/memory.ts";
import { type LoggedPage, offPolicyReport, type OffPolicyTerms } from "../learning/off-policy.ts";
import { orderWithFixed } from "../ranking/order-with-fixed.ts";
import type { RankingRecord } from "../store/visitor-records.ts";
import type { OffPolicy, PolicyEstimate } from "./benefit-report.ts";

/** Clicks count alike wherever they fall; a weight is cut where an order was hardly ever shown. */
const TERMS: OffPolicyTerms = { discountAt: () => 1, maxWeight: 10 };

/**
 * What two orders would have earned on the lists that were shown with chance in them: the order without history and what was learned,
 * and the order by the scores as they were when the list was shown. The head of today has seen the clicks and would flatter itself.
 *
 * Only lists whose items somebody saw count: one that was ordered anew at once says nothing.
 *
 * @returns Null if there are none.
 */
export function offPolicyOf(rankings: readonly RankingRecord[], { shown }: Memory): OffPolicy | null {
  const logged = rankings.flatMap((ranking) => {
    const progress = shown.find(({ rankingId }) => rankingId === ranking.id);
    const isUsed = ranking.isExplored && ranking.arm === "personal" && (progress?.marks.length ?? 0) > 0;
    return isUsed && progress !== undefined ? [{ ranking, progress }] : [];
  });
  if (logged.length === 0) return null;
  const estimateOf = (
    placesOf: (one: { ranking: RankingRecord; progress: Progress }) => readonly number[],
  ): PolicyEstimate => {
    const { snips, effectivePages } = offPolicyReport(
      logged.map((one) => pageOf(one, placesOf(one))),
      TERMS,
    );
    return { clicks: snips, effectivePages };
  };
  const clicks = logged.map((one) => clicksOf(one).reduce((sum, click) => sum + click, 0));
  return {
    pages: logged.length,
    shown: clicks.reduce((sum, count) => sum + count, 0) / logged.length,
    base: estimateOf(({ ranking }) => basePlaces(ranking)),
    personal: estimateOf(({ ranking }) => ranking.greedyPlaces),
  };
}

/** @param places [n]: where the new order has the item of each shown place. */
function pageOf(
  one: { readonly ranking: RankingRecord; readonly progress: Progress },
  places: readonly number[],
): LoggedPage {
  const { shownPropensities, propensities } = one.ranking;
  const count = places.length;
  const newProbabilities = new Uint8Array(count * count);
  for (const [item, place] of places.entries()) newProbabilities[item * count + place] = 1;
  return {
    rewards: clicksOf(one),
    propensities: shownPropensities,
    examination: propensities,
    newProbabilities,
    relevance: new Float64Array(count),
  };
}

function clicksOf({
  ranking,
  progress,
}: {
  readonly ranking: RankingRecord;
  readonly progress: Progress;
}): readonly number[] {
  const clicked = new Set(progress.marks.filter(({ own }) => own > 0).map(({ itemId }) => itemId));
  return ranking.itemIds.map((itemId) => (clicked.has(itemId) ? 1 : 0));
}

/** Around the places that were held, which any order would have held. */
function basePlaces({ baseScores, heldPlaces }: RankingRecord): readonly number[] {
  const order = orderWithFixed(
    baseScores,
    heldPlaces.map((place) => ({ index: place, place })),
  );
  const places = new Array<number>(order.length);
  for (const [place, item] of order.entries()) places[item] = place;
  return places;
}
