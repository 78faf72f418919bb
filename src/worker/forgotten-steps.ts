import type { Entry, Memory } from "../learning/memory.ts";
import { deletions } from "../store/deletions.ts";
import type { Change, Records } from "../store/records.ts";
import type { ToldRanking } from "../store/sharing-records.ts";
import type { RankingRecord } from "../store/visitor-records.ts";
import { toldNow } from "../store/told-now.ts";
import { stepSum } from "./page-step.ts";
import { machineChoices } from "./machine-choices.ts";
import { mayBeCounted, sharedSoFar, toldByRanking } from "./shared-so-far.ts";

/** What a forgetting leaves, and what of it. */
export interface Forgetting {
  readonly before: Memory;
  /** As it is afterwards. */
  readonly memory: Memory;
  /** What everything before the log has left. */
  readonly base: Memory;
  readonly rankings: readonly RankingRecord[];
  /** The log before it, and the ids of the events in it that go. */
  readonly entries: readonly Entry[];
  readonly dropped: ReadonlySet<string>;
  /** Whether something goes that may be in the base, from which it cannot be taken. */
  readonly isInBase: boolean;
}

/**
 * What has been told once some of it is forgotten: what is liked less than was told has told only that, so that nothing here knows of what is
 * gone, and whoever likes it again says so. An upload that waits was made of what is no more, and goes; one that has left may have been
 * counted, and counts as told.
 *
 * The step of pages that are gone cannot be unlearned in part: it goes whole where what is forgotten may be in it, as a choice on those
 * pages, or on others as the history that they were ordered by. What the base has liked counts as told where some of that is forgotten.
 */
export async function forgottenSteps(
  records: Records,
  { before, memory, base, rankings, entries, dropped, isInBase }: Forgetting,
): Promise<Change[]> {
  // It may be what made them a machine: what they chose since is not shared for that.
  if (before.guard.profile.isFlagged) return machineChoices(records, memory, rankings);
  const waiting = await records.getAll("outbox");
  const changes = deletions(
    "outbox",
    waiting.map(({ key }) => key),
  );
  if ((await records.get("sharing", "sharing")) === undefined) return changes;
  const soFar = await sharedSoFar(records, memory.modelId);
  const [own] = waiting;
  const hasLeft = own !== undefined && mayBeCounted(own);
  const counted = hasLeft ? greaterOf(soFar.told, own.told) : soFar.told;
  const told = isInBase ? greaterOf(counted, toldNow(base, rankings)) : counted;
  const sealed = own === undefined || hasLeft ? soFar.sealed : stepSum(soFar.sealed, own.sealed);
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
    sealed: isInBase || hasChoice(entries, dropped) ? null : sealed,
    generation: Math.min(generation, soFar.generation),
    ...(soFar.drawn && {
      drawn: { ...soFar.drawn, generation: Math.min(generation, soFar.drawn.generation) },
    }),
  };
  return [...changes, { type: "put", kind: "sharing", record }];
}

/** Whether these events of the log are more than sightings. */
function hasChoice(entries: readonly Entry[], eventIds: ReadonlySet<string>): boolean {
  return entries.some(
    (entry) =>
      entry.type === "did" &&
      entry.interactions.some(({ type, eventId }) => type !== "impression" && eventIds.has(eventId)),
  );
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
