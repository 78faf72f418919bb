import type { IDBPDatabase, IDBPTransaction } from "idb";
import { initGuard } from "../learning/guard.ts";
import { addToHistory, type EngagedItem } from "../learning/history.ts";
import { initPageViews } from "../learning/page-views.ts";
import type { GlobalHeadRecord, ReleaseRecord, SharingRecord, ToldRanking } from "./sharing-records.ts";
import type { EventRecord, HeadRecord, MemoryRecord, RankingRecord } from "./visitor-records.ts";
import { storesSince } from "./stores-of.ts";
import { toldNow } from "./told-now.ts";
import { widenRecords } from "./widen-records.ts";

/** Of a step, in which stores of other versions are there too. */
export type Upgrade = IDBPTransaction<unknown, string[], "versionchange">;

/**
 * Brings a database of an earlier version, or an empty one, to the current schema: one step a version, in order. A new version adds a
 * step and never edits an old one.
 *
 * @param oldVersion 0 for an empty one.
 * @throws If a store is missing or there already, or a record is of a shape that no version wrote.
 */
export async function bringUp(database: IDBPDatabase, oldVersion: number, within: Upgrade): Promise<void> {
  const createStoresOf = (version: number): void => {
    for (const kind of storesSince(version)) database.createObjectStore(kind, { keyPath: "key" });
  };
  if (oldVersion < 1) createStoresOf(1);
  if (oldVersion < 2) {
    createStoresOf(2);
    await fillHistory(within);
  }
  if (oldVersion < 3) {
    createStoresOf(3);
    await beginLog(within);
    database.deleteObjectStore("history");
  }
  if (oldVersion < 4) {
    createStoresOf(4);
    await beginGuard(within);
  }
  if (oldVersion < 5) createStoresOf(5);
  if (oldVersion < 6) await widenRecords(within);
  if (oldVersion < 7) createStoresOf(7);
  if (oldVersion < 8) createStoresOf(8);
  if (oldVersion < 9) {
    createStoresOf(9);
    await forgetTerms(within);
  }
  if (oldVersion < 10) await beginSteps(within);
}

/**
 * The step to version 2. What the visitor chose before becomes the history. Rankings and waiting uploads have features of the
 * old layout, from which nothing can be learned any more; embeddings were not counted, and are made again.
 */
async function fillHistory(transaction: Upgrade): Promise<void> {
  const events: readonly EventRecord[] = await transaction.objectStore("events").getAll();
  const items = events.reduce<readonly EngagedItem[]>(
    (history, { interaction, title }) => addToHistory(history, interaction, title),
    [],
  );
  if (items.length > 0) await transaction.objectStore("history").put({ key: "history", items });
  for (const kind of ["rankings", "outbox", "embeddings"]) await transaction.objectStore(kind).clear();
}

/**
 * The step to version 3. What was learned before becomes the base of the log: it stays, and cannot be unlearned event by event.
 * Rankings have the history in their features, from which no item of it could be taken out again.
 */
async function beginLog(transaction: Upgrade): Promise<void> {
  const history: { items?: EngagedItem[] } | undefined = await transaction
    .objectStore("history")
    .get("history");
  const head: HeadRecord | undefined = await transaction.objectStore("head").get("personal");
  const memory: Omit<MemoryRecord, "key" | "guard" | "lookMs" | "views"> = {
    modelId: head?.modelId ?? "",
    generation: head?.generation ?? 0,
    headVersion: head?.headVersion ?? 0,
    history: history?.items ?? [],
    shown: [],
    clicks: [],
    number: 0,
    forgottenIds: [],
  };
  if (head !== undefined || memory.history.length > 0) {
    for (const key of ["now", "base"]) await transaction.objectStore("memory").put({ key, ...memory });
  }
  if (head !== undefined) await transaction.objectStore("head").put({ ...head, key: "base" });
  await transaction.objectStore("rankings").clear();
}

/**
 * The step to version 4. Learning goes through the guard from now on, so that a replay of the old log would end elsewhere: what it
 * has led to becomes the base. No model had anything fitted.
 */
async function beginGuard(transaction: Upgrade): Promise<void> {
  const memory: MemoryRecord | undefined = await transaction.objectStore("memory").get("now");
  const head: HeadRecord | undefined = await transaction.objectStore("head").get("personal");
  const rankings: RankingRecord[] = await transaction.objectStore("rankings").getAll();
  await transaction.objectStore("log").clear();
  if (memory !== undefined) {
    const shown = memory.shown.map((progress) => ({ ...progress, viewId: null }));
    const guarded = { ...memory, shown, guard: initGuard(), lookMs: null, views: initPageViews() };
    for (const key of ["now", "base"]) await transaction.objectStore("memory").put({ ...guarded, key });
  }
  if (head === undefined) await transaction.objectStore("head").delete("base");
  else await transaction.objectStore("head").put({ ...head, key: "base" });
  for (const ranking of rankings) {
    const places = [...(ranking.itemIds ?? []).keys()];
    await transaction.objectStore("rankings").put({
      ...ranking,
      arm: "personal",
      isExplored: false,
      shownPropensities: new Float64Array(places.length).fill(1),
      greedyPlaces: places,
      heldPlaces: [],
    });
  }
}

/**
 * The step to version 9. Heads came unsigned before: the stored one goes on, but what it came with is not believed any more, and the
 * next release that is verified is taken in any case.
 */
async function forgetTerms(transaction: Upgrade): Promise<void> {
  const store = transaction.objectStore("global");
  const global: (GlobalHeadRecord & { etag?: unknown; clipNorm?: unknown }) | undefined =
    await store.get("global");
  if (global === undefined) return;
  const { etag: _, clipNorm: __, ...rest } = global;
  await store.put(rest);
}

/**
 * The step to version 10. Uploads were the offset of the personal head, and are steps of the global one from now on. What had been learned
 * when the last one went cannot be told from what came after, so that all of it counts as told: nothing is told twice.
 */
async function beginSteps(transaction: Upgrade): Promise<void> {
  await transaction.objectStore("outbox").clear();
  // Which deltas its server takes was not looked at: the server is to say so again.
  const release: ReleaseRecord | undefined = await transaction.objectStore("release").get("release");
  if (release !== undefined) await transaction.objectStore("release").put({ ...release, etag: null });
  const sharing: Partial<SharingRecord> | undefined = await transaction.objectStore("sharing").get("sharing");
  if (sharing === undefined) return;
  const memory: MemoryRecord | undefined = await transaction.objectStore("memory").get("now");
  const rankings: RankingRecord[] = await transaction.objectStore("rankings").getAll();
  const { sentAtMs = [], lastSent } = sharing;
  const record: SharingRecord = {
    key: "sharing",
    modelId: memory?.modelId ?? "",
    told: toldOfOld(memory, rankings),
    shifts: [],
    sealed: null,
    generation: memory?.generation ?? 0,
    sentAtMs,
    ...(lastSent && { lastSent }),
  };
  await transaction.objectStore("sharing").put(record);
}

/** Nothing of a memory that was damaged: it is begun anew by whoever reads it. */
function toldOfOld(
  memory: MemoryRecord | undefined,
  rankings: readonly RankingRecord[],
): readonly ToldRanking[] {
  try {
    return memory === undefined ? [] : toldNow(memory, rankings);
  } catch {
    return [];
  }
}
