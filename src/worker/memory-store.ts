import { RankError } from "../base/errors.ts";
import type { FittedHead } from "../learning/fitted-head.ts";
import { type GuardState, initGuard } from "../learning/guard.ts";
import type { EngagedItem } from "../learning/history.ts";
import { type Entry, type Memory } from "../learning/memory.ts";
import { initPageViews } from "../learning/page-views.ts";
import type { HeadState } from "../learning/personal-head.ts";
import { type HeadChoice, type VisitorHead, visitorHead } from "../learning/visitor-head.ts";
import { deletions } from "../store/deletions.ts";
import { type HeadFit, sealHead, unsealHead } from "../store/head-seal.ts";
import type { Change } from "../store/records.ts";
import type { GlobalHeadRecord } from "../store/sharing-records.ts";
import type { HeadRecord, LogRecord, MemoryRecord } from "../store/visitor-records.ts";
import { fittedOf, isFitted } from "./head-model.ts";
import type { Platform } from "./platform.ts";
import { isUsableEntry, isUsableMemory, usableGlobal, usableGuard, usableHistory } from "./usable-records.ts";

/** The two heads as they are now, and what stands between the personal one and the visitor. */
export interface Heads {
  readonly global: GlobalHeadRecord;
  /** Generation, and the version of the global head it is relative to. */
  readonly personal: Pick<HeadRecord, "state" | "generation" | "headVersion" | "modelId">;
  readonly guard: GuardState;
  /** What can read and update the personal one's state. */
  readonly learner: VisitorHead;
}

/** The memory as it is now, and where in the log it stands. */
export interface Stored {
  readonly global: GlobalHeadRecord;
  readonly memory: Memory;
  /** What can read and update its head. */
  readonly learner: VisitorHead;
  /** Of the last entry in it. */
  readonly number: number;
  readonly forgottenIds: readonly string[];
  /** True if there is no log that leads here: it begins with this memory as its base. */
  readonly isNewBase: boolean;
}

/** What heads are told apart by, see headModelId, and what they start from. */
export interface HeadModel {
  readonly modelId: string;
  readonly fitted: FittedHead | null;
}

/** Brings the memory out of its records and back. Only reads; writing the changes is the caller's, under the lock. */
export interface MemoryStore {
  /** `model` null takes whatever is stored. */
  heads(model: HeadModel | null): Promise<Heads>;
  learnerFor(model: HeadModel): VisitorHead;
  history(): Promise<readonly EngagedItem[]>;
  load(): Promise<Stored>;
  /**
   * @throws {RankError} `storage-failed` if the base does not fit the log: then nothing can be unlearned but everything.
   */
  loadLog(stored: Stored): Promise<{ readonly base: Memory; readonly entries: readonly Entry[] }>;
  /** What must be written when `entries` have led from `before` to `memory`. */
  changesFor(before: Stored, memory: Memory, entries: readonly Entry[]): Promise<Change[]>;
}

/** The head as it was last read, and what its check said for a model. */
interface LastHead {
  /** Of the memory beside it; null if there was none. */
  readonly stamp: string | null;
  readonly record: HeadRecord | undefined;
  checked: (HeadFit & { readonly result: ReturnType<typeof unsealHead> }) | null;
}

/**
 * Equal for two memories only if the same head lies beside them: every change of a head moves one of these. Where all was erased the counts
 * start again, and may come to the same; the rankings that are learned from then have other ids, which are drawn by chance.
 */
function stampOf(memory: MemoryRecord | undefined): string | null {
  if (memory === undefined || !isUsableMemory(memory)) return null;
  const { number, generation, headVersion, modelId, forgottenIds, shown } = memory;
  const counts = [number, generation, headVersion, modelId, forgottenIds.length, forgottenIds.at(-1)];
  return [...counts, shown.at(-1)?.rankingId].join(" ");
}

/** What is stored of the visitor, unchecked. */
interface Found {
  readonly head: HeadRecord | undefined;
  readonly memory: MemoryRecord | undefined;
  readonly global: GlobalHeadRecord | undefined;
}

/** @see MemoryStore */
export function memoryStore({ records, headMaths, warn }: Platform, choice: HeadChoice): MemoryStore {
  /** Making one costs the square of d; a page has one model. */
  let made: (HeadModel & { readonly learner: VisitorHead; readonly fresh: HeadState }) | null = null;
  let lastHead: LastHead | null = null;
  const madeFor = (model: HeadModel): NonNullable<typeof made> => {
    if (made?.modelId === model.modelId) return made;
    const learner = visitorHead(choice, model.fitted, headMaths);
    made = { ...model, learner, fresh: learner.init() };
    return made;
  };

  /** Null if the record of the model was damaged. */
  const storedModel = async (modelId: string): Promise<HeadModel | null> => {
    if (made?.modelId === modelId) return made; // the id names what was fitted
    if (!isFitted(modelId)) return { modelId, fitted: null };
    const record = await records.get("model", modelId);
    const fitted = record === undefined ? null : fittedOf(record);
    return fitted === null ? null : { modelId, fitted };
  };

  /**
   * All at once: each record is a way to another process and back. The head, by far the largest, is read anew only if the
   * memory beside it has moved on: both are written in one transaction.
   */
  const read = async (): Promise<Found> => {
    const [memory, global] = await Promise.all([
      records.get("memory", "now"),
      records.get("global", "global"),
    ]);
    const stamp = stampOf(memory);
    if (stamp === null || stamp !== lastHead?.stamp)
      lastHead = { stamp, record: await records.get("head", "personal"), checked: null };
    return { head: lastHead.record, memory, global };
  };

  /** Once for each head that was read: the checksum alone runs over 274 KB. */
  const checkedHead = (stored: HeadRecord, fit: HeadFit): ReturnType<typeof unsealHead> => {
    if (lastHead?.record !== stored) return unsealHead(stored, fit);
    const isSame = lastHead.checked?.modelId === fit.modelId && lastHead.checked.fresh === fit.fresh;
    lastHead.checked = isSame ? lastHead.checked : { ...fit, result: unsealHead(stored, fit) };
    return lastHead.checked!.result;
  };

  const headsFrom = async (found: Found, model: HeadModel | null): Promise<Heads> => {
    const { head: stored, memory } = found;
    const modelId = model?.modelId ?? (memory?.modelId || stored?.modelId) ?? "";
    const known = model ?? (await storedModel(modelId));
    const { learner, fresh } = madeFor(known ?? NO_MODEL);
    const global = usableGlobal(found.global, known?.fitted?.weights ?? null);
    const profile = usableGuard(memory).profile;
    const anew: Heads = {
      global,
      personal: { state: fresh, generation: 0, headVersion: global.version, modelId },
      guard: { ...initGuard(), profile },
      learner,
    };
    const isOwn = memory !== undefined && isUsableMemory(memory) && memory.modelId === modelId;
    if (stored === undefined)
      return isOwn && memory.generation === 0 ? { ...anew, guard: memory.guard } : anew;
    const checked =
      known === null
        ? { refusedBecause: "what was fitted with its model was damaged" }
        : checkedHead(stored, { modelId, fresh });
    if ("refusedBecause" in checked) {
      const message = `Cannot use the stored personal head because ${checked.refusedBecause}; it starts again from the global head`;
      warn(new RankError("storage-failed", message));
      return anew;
    }
    const isSame = isOwn && memory.generation === checked.generation;
    return { ...anew, personal: checked, guard: isSame ? memory.guard : anew.guard };
  };

  return {
    heads: async (model) => headsFrom(await read(), model),
    learnerFor: (model) => madeFor(model).learner,
    history: async () => usableHistory(await records.get("memory", "now")),
    load: async () => {
      // The base is missing where storage was cleared between the two halves of an update.
      const [found, memories] = await Promise.all([read(), records.keys("memory")]);
      const stored = found.memory;
      const isWhole = stored !== undefined && isUsableMemory(stored);
      const { global, personal, guard, learner } = await headsFrom(found, null);
      const { state: head, generation, headVersion, modelId } = personal;
      const isSame = isWhole && stored.generation === generation && stored.modelId === modelId;
      const { shown, clicks, lookMs, views } = isWhole ? stored : NOTHING;
      const history = usableHistory(stored);
      return {
        global,
        learner,
        memory: { modelId, head, generation, headVersion, history, shown, clicks, guard, lookMs, views },
        number: isWhole ? stored.number : 0,
        forgottenIds: isWhole ? stored.forgottenIds : [],
        isNewBase: !isSame || !memories.includes("base"),
      };
    },
    loadLog: async ({ memory, learner, isNewBase }) => {
      if (isNewBase) return { base: memory, entries: [] };
      const stored = await records.get("memory", "base");
      const head = await records.get("head", "base");
      const fresh = learner.init();
      const checked = head === undefined ? null : unsealHead(head, { modelId: memory.modelId, fresh });
      const log = await records.getAll("log");
      const isWhole =
        stored !== undefined &&
        isUsableMemory(stored) &&
        (head?.generation ?? 0) === stored.generation &&
        log.every((record) => isUsableEntry(record.entry));
      if (!isWhole || (checked !== null && "refusedBecause" in checked)) {
        throw new RankError(
          "storage-failed",
          "Cannot forget single events because the state from before them was damaged; forget everything instead",
        );
      }
      const { generation, headVersion, shown, clicks, guard, lookMs, views } = stored;
      const { modelId } = memory; // a log has one model: a new one starts a new log
      const history = usableHistory(stored);
      return {
        base: {
          modelId,
          head: checked?.state ?? fresh,
          generation,
          headVersion,
          history,
          shown,
          clicks,
          guard,
          lookMs,
          views,
        },
        entries: log.map(({ entry }) => entry).sort((a, b) => a.number - b.number),
      };
    },
    changesFor: async (before, memory, entries) => {
      const changes: Change[] = [];
      if (before.isNewBase) {
        changes.push(
          ...deletions("log", await records.keys("log")),
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

const NO_MODEL: HeadModel = { modelId: "", fitted: null };
const NOTHING = { shown: [], clicks: [], lookMs: null, views: initPageViews() };

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
  const { head: _, ...rest } = memory;
  const record = { key, ...rest, number, forgottenIds };
  return [{ type: "put", kind: "memory", record }];
}

/** Stores a memory's head; one that has learned nothing is no record. */
export function headChanges(key: HeadRecord["key"], memory: Memory): Change[] {
  const { head: state, generation, headVersion, modelId } = memory;
  if (generation === 0) return deletions("head", [key]);
  return [
    { type: "put", kind: "head", record: { ...sealHead({ state, generation, headVersion, modelId }), key } },
  ];
}
