import type { Memory } from "../learning/memory.ts";
import type { Change, Records } from "../store/records.ts";
import type { RankingRecord, ToldRanking } from "../store/schema.ts";
import { toldNow } from "../store/told-now.ts";
import { stepSum } from "./page-step.ts";
import { sharedSoFar, toldByRanking } from "./shared-so-far.ts";

/**
 * What has been told once some of it is forgotten: what is liked less than was told has told only that, so that nothing here knows of what is
 * gone, and whoever likes it again says so. An upload that waits was made of what is no more, and goes; one that has left may have been
 * counted, and counts as told.
 *
 * @param memory As it is after forgetting.
 */
export async function forgottenSteps(
  records: Records,
  memory: Memory,
  rankings: readonly RankingRecord[],
): Promise<Change[]> {
  const waiting = await records.getAll("outbox");
  const changes = waiting.map(({ key }): Change => ({ type: "delete", kind: "outbox", key }));
  if ((await records.get("sharing", "sharing")) === undefined) return changes;
  const soFar = await sharedSoFar(records, memory.modelId);
  const [own] = waiting;
  const hasLeft = own?.attemptedAtMs !== undefined;
  const told = hasLeft ? greaterOf(soFar.told, own.told) : soFar.told;
  const now = toldByRanking(toldNow(memory, rankings));
  const { generation } = memory;
  const record = {
    ...soFar,
    told: told.flatMap(({ rankingId, liked }): ToldRanking[] => {
      const most = now.get(rankingId);
      return most === undefined
        ? []
        : [{ rankingId, liked: liked.map((value, at) => Math.min(value, most[at])) }];
    }),
    sealed: own === undefined || hasLeft ? soFar.sealed : stepSum(soFar.sealed, own.sealed),
    generation: Math.min(generation, soFar.generation),
    ...(soFar.drawn === undefined
      ? {}
      : { drawn: { ...soFar.drawn, generation: Math.min(generation, soFar.drawn.generation) } }),
  };
  return [...changes, { type: "put", kind: "sharing", record }];
}

function greaterOf(before: readonly ToldRanking[], after: readonly ToldRanking[]): ToldRanking[] {
  const earlier = toldByRanking(before);
  const later = new Set(after.map(({ rankingId }) => rankingId));
  return [
    ...before.filter(({ rankingId }) => !later.has(rankingId)),
    ...after.map(({ rankingId, liked }) => ({
      rankingId,
      liked: liked.map((value, at) => Math.max(value, earlier.get(rankingId)?.[at] ?? 0)),
    })),
  ];
}
