import type { Memory } from "../learning/memory.ts";
import type { ToldRanking } from "./sharing-records.ts";
import type { RankingRecord } from "./visitor-records.ts";

/** What would count as told if all that was liked so far were: of every ranking that is kept and has something liked. */
export function toldNow(
  { shown }: Pick<Memory, "shown">,
  rankings: Iterable<Pick<RankingRecord, "id" | "itemIds">>,
): ToldRanking[] {
  const kept = new Map([...rankings].map((ranking) => [ranking.id, ranking.itemIds]));
  return shown.flatMap(({ rankingId, marks }): ToldRanking[] => {
    const itemIds = kept.get(rankingId);
    if (itemIds === undefined || !marks.some(({ liked }) => liked > 0)) return [];
    const liked = new Map(marks.map((mark) => [mark.itemId, mark.liked]));
    return [{ rankingId, liked: Float64Array.from(itemIds, (itemId) => liked.get(itemId) ?? 0) }];
  });
}
