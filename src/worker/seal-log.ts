import { type Entry, type Memory, type Progress, replay, withoutRankings } from "../learning/memory.ts";
import { deletions } from "../store/deletions.ts";
import type { Records } from "../store/records.ts";
import type { RankingRecord } from "../store/visitor-records.ts";
import { headChanges, logKey, memoryChanges, type MemoryStore } from "./memory-store.ts";
import { sealedSteps } from "./sealed-steps.ts";

/** How many rankings and entries of the log are kept, and how many are left by a sealing: none is needed for a while then. */
export const LOG_BOUNDS = { maxRankings: 60, keptRankings: 48, maxEntries: 500, keptEntries: 400 } as const;

/**
 * Keeps the log within its bounds: when there are too many rankings or entries, the oldest entries become part of the base, and
 * the rankings that nothing has concerned for longest go. What is in the base cannot be unlearned event by event any more, and
 * nothing can be credited to a ranking that has gone. Call it under the lock.
 *
 * @param options `now`: the memory as it has just been written. `isShared`: what goes is kept for the next upload.
 */
export async function sealLog(
  records: Records,
  {
    memories,
    now,
    isShared,
  }: { readonly memories: MemoryStore; readonly now: Memory; readonly isShared: boolean },
): Promise<void> {
  const length = (await records.keys("log")).length;
  if (now.shown.length <= LOG_BOUNDS.maxRankings && length <= LOG_BOUNDS.maxEntries) return;
  const stored = await memories.load();
  const { memory } = stored;
  const gone = surplusOf(memory);
  const goneIds = new Set(gone.map(({ rankingId }) => rankingId));
  const log = await memories.loadLog(stored).catch(() => null);
  // A damaged base leads nowhere: what is known now becomes the base.
  const end = log === null ? stored.number : endOf(log.entries, gone);
  const rankings = rankingsById(await records.getAll("rankings"));
  const base =
    log === null
      ? memory
      : replay(
          log.base,
          log.entries.filter(({ number }) => number <= end),
          { rankings, head: stored.learner },
        ).memory;
  const sealed = (await records.keys("log")).filter((key) => key <= logKey(end));
  await records.write([
    ...memoryChanges("base", withoutRankings(base, goneIds), { number: end, forgottenIds: [] }),
    ...headChanges("base", base),
    ...memoryChanges("now", withoutRankings(memory, goneIds), stored),
    ...deletions("log", sealed),
    ...deletions("rankings", goneIds),
    ...(isShared && log !== null
      ? await sealedSteps(records, { memory, entries: log.entries, rankings, end, gone: goneIds })
      : []),
  ]);
}

/** Number of the last entry that becomes part of the base: nothing after it concerns a ranking that goes. */
function endOf(entries: readonly Entry[], gone: readonly Progress[]): number {
  const { maxEntries, keptEntries } = LOG_BOUNDS;
  const surplus = entries.length > maxEntries ? entries[entries.length - keptEntries - 1].number : 0;
  return Math.max(surplus, ...gone.map(({ touched }) => touched));
}

/** Rankings by their ids, as a replay takes them; without those that have no list of items, as a script may have left one. */
export function rankingsById(
  rankings: readonly (RankingRecord | undefined)[],
): ReadonlyMap<string, RankingRecord> {
  return new Map(
    rankings.flatMap((ranking) => (Array.isArray(ranking?.itemIds) ? [[ranking.id, ranking]] : [])),
  );
}

function surplusOf({ shown }: Memory): readonly Progress[] {
  if (shown.length <= LOG_BOUNDS.maxRankings) return [];
  return shown.toSorted((a, b) => a.touched - b.touched).slice(0, shown.length - LOG_BOUNDS.keptRankings);
}
