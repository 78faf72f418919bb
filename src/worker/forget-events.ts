import { RankError } from "../base/errors.ts";
import { eventsToForget, type Forgettable, withoutEvents, withoutItem } from "../learning/event-log.ts";
import { comparisonWith } from "../learning/history-comparison.ts";
import { type Memory, replay } from "../learning/memory.ts";
import { deletions } from "../store/deletions.ts";
import type { Change, Records } from "../store/records.ts";
import type { RankingRecord } from "../store/visitor-records.ts";
import { eventChange } from "./event-change.ts";
import { forgottenSteps } from "./forgotten-steps.ts";
import { headChanges, logKey, logRecord, memoryChanges, type MemoryStore } from "./memory-store.ts";
import type { Forgotten } from "./protocol.ts";
import { rankingsById } from "./seal-log.ts";

const MAX_FORGOTTEN_IDS = 100;

/**
 * What {@link Visitor.forget} does, under the lock.
 *
 * @throws {RankError} `storage-failed` if the log was damaged.
 */
export async function forgetEvents(what: Forgettable, stores: Stores): Promise<Forgotten> {
  try {
    return await replayWithout(what, stores);
  } catch (thrown) {
    if (thrown instanceof RankError) throw thrown;
    // What a script of the page has written into a ranking shows only where it is replayed.
    const message =
      "Cannot forget single events because what is kept of them was damaged; forget everything instead";
    throw new RankError("storage-failed", message, { cause: thrown });
  }
}

interface Stores {
  readonly records: Records;
  readonly memories: MemoryStore;
}

async function replayWithout(what: Forgettable, { records, memories }: Stores): Promise<Forgotten> {
  const before = await memories.load();
  const { base: oldBase, entries } = await memories.loadLog(before);
  const gone = eventsToForget(entries, what);
  const base = "itemId" in what ? withoutItem(oldBase, what.itemId) : oldBase;
  const kept = await records.getAll("rankings");
  const rankings = rankingsById(kept);
  const rest = withoutEvents(entries, gone);
  const { memory, accepted } = replay(base, rest, { rankings, head: before.learner });
  // A purchase that nothing leads to any more would not have been taken in.
  const takenIn = new Set(accepted.map(({ interaction }) => interaction.eventId));
  const unheard = rest.flatMap((entry) => (entry.type === "did" ? entry.interactions : []));
  const dropped = new Set([
    ...gone,
    ...unheard.map(({ eventId }) => eventId).filter((id) => !takenIn.has(id)),
  ]);
  const logged = new Map(withoutEvents(rest, dropped).map((entry) => [entry.number, entry]));
  const tooOld = (await olderEvents(records, what)).filter((key) => !dropped.has(key) && !takenIn.has(key));
  const { generation } = memory;
  const answer = { generation, events: gone.size, tooOld: tooOld.length };
  // An item may be in the history still when no event with it is listed any more.
  if (gone.size === 0 && tooOld.length === 0 && base === oldBase)
    return { ...answer, generation: before.memory.generation };
  const forgottenIds = [...before.forgottenIds, ...gone, ...tooOld].slice(-MAX_FORGOTTEN_IDS);
  const isInBase = tooOld.length > 0 || "itemId" in what; // an item's oldest events are not listed any more
  const stale = before.isNewBase ? await records.keys("log") : [];
  await records.write([
    ...deletions("log", stale),
    ...entries.map(({ number }): Change => {
      const entry = logged.get(number);
      return entry === undefined
        ? { type: "delete", kind: "log", key: logKey(number) }
        : { type: "put", kind: "log", record: logRecord(entry) };
    }),
    ...deletions("events", [...dropped, ...tooOld]),
    ...accepted.map((one) => eventChange(one, rankings)),
    ...comparisonChanges(memory, rankings),
    ...(await forgottenSteps(records, {
      before: before.memory,
      memory,
      base,
      rankings: kept,
      entries,
      dropped,
      isInBase,
    })),
    ...memoryChanges("base", base, {
      number: (entries[0]?.number ?? before.number + 1) - 1,
      forgottenIds: [],
    }),
    ...headChanges("base", base),
    ...memoryChanges("now", memory, { ...before, forgottenIds }),
    ...headChanges("personal", memory),
  ]);
  return answer;
}

/** Of the events that are asked for, those that are listed: the caller leaves out those that are in the log. */
async function olderEvents(records: Records, what: Forgettable): Promise<string[]> {
  const listed =
    "itemId" in what
      ? (await records.getAll("events")).filter(({ interaction }) => interaction.itemId === what.itemId)
      : await records.getMany("events", [...new Set(what.eventIds)]);
  return listed.flatMap((event) => (event === undefined ? [] : [event.key]));
}

/** Rankings that still say how their items compare with something that is no longer part of their history. */
function comparisonChanges({ shown }: Memory, rankings: ReadonlyMap<string, RankingRecord>): Change[] {
  return shown.flatMap(({ rankingId, engaged }): Change[] => {
    const ranking = rankings.get(rankingId);
    if (ranking?.history === undefined) return [];
    const { weight, comparison } = ranking.history;
    const kept = comparisonWith(comparison, new Set(engaged.map(({ itemId }) => itemId)));
    if (kept === comparison) return [];
    const { history: _, ...rest } = ranking;
    const record = kept.itemIds.length === 0 ? rest : { ...rest, history: { weight, comparison: kept } };
    return [{ type: "put", kind: "rankings", record }];
  });
}
