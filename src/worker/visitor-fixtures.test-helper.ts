import type { ShownRanking } from "../learning/shown-ranking.ts";
import { type VisitorHead, visitorHead } from "../learning/visitor-head.ts";
import type { RankingRecord } from "../store/schema.ts";

/** What a page asks for unless it says otherwise. For tests. */
export const BAYES = { learner: "bayes", learns: "last-layer" } as const;
export const bayesHead: VisitorHead = visitorHead(BAYES, null);

/** A ranking as it is kept, shown without chance. For tests. */
export function recordOf(shown: ShownRanking, modelId = "m1"): RankingRecord {
  const places = [...shown.itemIds.keys()];
  return {
    ...shown,
    key: shown.id,
    listId: "search",
    query: "",
    atMs: 1,
    modelId,
    titles: shown.itemIds.map((id) => id.toUpperCase()),
    arm: "personal",
    isExplored: false,
    shownPropensities: new Float64Array(places.length).fill(1),
    greedyPlaces: places,
    heldPlaces: [],
  };
}
