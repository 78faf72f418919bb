import { RankError } from "../base/errors.ts";
import { DEFAULT_CLIP_NORM } from "../federation/clip.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import type { EngagedItem } from "../learning/history.ts";
import { initialHead } from "../learning/initial-head.ts";
import { emptyMemory, type Entry, type Memory } from "../learning/memory.ts";
import { type HeadState, initHead } from "../learning/personal-head.ts";
import { sealHead, unsealHead } from "../store/head-seal.ts";
import type { Change } from "../store/records.ts";
import type { GlobalHeadRecord, HeadRecord, LogRecord, MemoryRecord } from "../store/schema.ts";
import type { Platform } from "./platform.ts";

/** The two heads as they are now. */
export interface Heads {
  readonly global: GlobalHeadRecord;
  /** Offset, generation and the version of the global head it is relative to. */
  readonly personal: Pick<HeadRecord, "state" | "generation" | "headVersion" | "modelId">;
}

/** The memory as it is now, and where in the log it stands. */
export interface Stored {
  readonly global: GlobalHeadRecord;
  readonly memory: Memory;
  /** Of the last entry in it. */
  readonly number: number;
  readonly forgottenIds: readonly string[];
  /** True if there is no log that leads here: it begins with this memory as its base. */
  readonly isNewBase: boolean;
}

/** Brings the memory out of its records and back. Only reads; writing the changes is the caller's, under the lock. */
export interface MemoryStore {
  /** `modelId` null takes whatever is stored. */
  heads(modelId: string | null): Promise<Heads>;
  history(): Promise<readonly EngagedItem[]>;
  load(): Promise<Stored>;
  /**
   * @throws {RankError} `storage-failed` if the base does not fit the log: then nothing can be unlearned but everything.
   */
  loadLog(stored: Stored): Promise<{ readonly base: Memory; readonly entries: readonly Entry[] }>;
  /** What must be written when `entries` have led from `before` to `memory`. */
  changesFor(before: Stored, memory: Memory, entries: readonly Entry[]): Promise<Change[]>;
}

/** @see MemoryStore */
export function memoryStore({ records, warn }: Platform, learner: HeadState["type"]): MemoryStore {
  const heads = async (modelId: string | null): Promise<Heads> => {
    const global = usableGlobal(await records.get("global", "global"));
    const stored = await records.get("head", "personal");
    const fresh = {
      state: initHead(learner),
      generation: 0,
      headVersion: global.version,
      modelId: modelId ?? "",
    };
    if (stored === undefined) return { global, personal: fresh };
    const checked = unsealHead(stored, { modelId: modelId ?? stored.modelId, learner });
    if ("refusedBecause" in checked) {
      const message = `Cannot use the stored personal head because ${checked.refusedBecause}; it starts again from the global head`;
      warn(new RankError("storage-failed", message));
      return { global, personal: fresh };
    }
    return { global, personal: checked };
  };

  return {
    heads,
    history: async () => usableHistory(await records.get("memory", "now")),
    load: async () => {
      const stored = await records.get("memory", "now");
      const isWhole = stored !== undefined && isUsable(stored);
      const { global, personal } = await heads(stored?.modelId || null);
      const { state: head, generation, headVersion, modelId } = personal;
      const isSame = isWhole && stored.generation === generation && stored.modelId === modelId;
      const kept = isWhole ? { shown: stored.shown, clicks: stored.clicks } : { shown: [], clicks: [] };
      return {
        global,
        memory: { modelId, head, generation, headVersion, history: usableHistory(stored), ...kept },
        number: isWhole ? stored.number : 0,
        forgottenIds: isWhole ? stored.forgottenIds : [],
        isNewBase: !isSame,
      };
    },
    loadLog: async ({ memory, isNewBase }) => {
      if (isNewBase) return { base: memory, entries: [] };
      const stored = await records.get("memory", "base");
      const head = await records.get("head", "base");
      const checked = head === undefined ? null : unsealHead(head, { modelId: memory.modelId, learner });
      const isWhole =
        stored !== undefined && isUsable(stored) && (head?.generation ?? 0) === stored.generation;
      if (!isWhole || (checked !== null && "refusedBecause" in checked)) {
        throw new RankError(
          "storage-failed",
          "Cannot forget single events because the state from before them was damaged; forget everything instead",
        );
      }
      const { generation, headVersion, shown, clicks } = stored;
      const { modelId } = memory; // a log has one model: a new one starts a new log
      const state = checked?.state ?? emptyMemory(learner).head;
      const log = (await records.getAll("log")).sort((a, b) => a.entry.number - b.entry.number);
      return {
        base: {
          modelId,
          head: state,
          generation,
          headVersion,
          history: usableHistory(stored),
          shown,
          clicks,
        },
        entries: log.map(({ entry }) => entry),
      };
    },
    changesFor: async (before, memory, entries) => {
      const changes: Change[] = [];
      if (before.isNewBase) {
        const old = await records.keys("log");
        changes.push(
          ...old.map((key): Change => ({ type: "delete", kind: "log", key })),
          ...memoryChanges("base", before.memory, before),
          ...headChanges("base", before.memory),
        );
      }
      changes.push(
        ...entries.map((entry): Change => ({ type: "put", kind: "log", record: logRecord(entry) })),
      );
      const number = entries.at(-1)?.number ?? before.number;
      changes.push(...memoryChanges("now", memory, { ...before, number }));
      const { head, headVersion } = before.memory;
      if (before.isNewBase || memory.head !== head || memory.headVersion !== headVersion)
        changes.push(...headChanges("personal", memory));
      return changes;
    },
  };
}

/** The record of one entry. */
export function logRecord(entry: Entry): LogRecord {
  return { key: logKey(entry.number), entry };
}

/** Keys ascend as the entries' numbers do. */
export function logKey(number: number): string {
  return String(number).padStart(12, "0");
}

/** Stores a memory but for its head. */
export function memoryChanges(
  key: MemoryRecord["key"],
  memory: Memory,
  { number, forgottenIds }: Pick<Stored, "number" | "forgottenIds">,
): Change[] {
  const { modelId, generation, headVersion, history, shown, clicks } = memory;
  const record = { key, modelId, generation, headVersion, history, shown, clicks, number, forgottenIds };
  return [{ type: "put", kind: "memory", record }];
}

/** Stores a memory's head; one that has learned nothing is no record. */
export function headChanges(key: HeadRecord["key"], memory: Memory): Change[] {
  const { head: state, generation, headVersion, modelId } = memory;
  if (generation === 0) return [{ type: "delete", kind: "head", key }];
  return [
    { type: "put", kind: "head", record: { ...sealHead({ state, generation, headVersion, modelId }), key } },
  ];
}

/** The stored global head if it fits this version of the product, otherwise the one that ships. */
function usableGlobal(stored: GlobalHeadRecord | undefined): GlobalHeadRecord {
  const isFit =
    stored?.layout === FEATURE_LAYOUT &&
    stored.weights instanceof Float32Array &&
    stored.weights.length === FEATURE_COUNT &&
    stored.weights.every(Number.isFinite);
  if (isFit) return stored;
  const weights = initialHead();
  return {
    key: "global",
    layout: FEATURE_LAYOUT,
    version: 0,
    etag: null,
    weights,
    clipNorm: DEFAULT_CLIP_NORM,
  };
}

/** Any script of the page may have written there: a memory of another shape starts again. */
function isUsable({ number, shown, clicks, forgottenIds }: MemoryRecord): boolean {
  return (
    Number.isSafeInteger(number) &&
    [shown, clicks, forgottenIds].every(Array.isArray) &&
    shown.every((progress) => Array.isArray(progress?.marks) && Array.isArray(progress.engaged)) &&
    clicks.every((click) => Number.isFinite(click?.atMs))
  );
}

/** The stored history without what another script of the page may have put there. */
function usableHistory(stored: MemoryRecord | undefined): readonly EngagedItem[] {
  if (!Array.isArray(stored?.history)) return [];
  return stored.history.filter(
    (item: Partial<EngagedItem> | null) =>
      typeof item?.itemId === "string" &&
      typeof item.text === "string" &&
      Number.isFinite(item.atMs) &&
      typeof item.evidence === "number" &&
      item.evidence > 0 &&
      item.evidence <= 1,
  );
}
