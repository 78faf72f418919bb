import { clickBehind } from "../learning/credit.ts";
import type { Forgettable } from "../learning/event-log.ts";
import { FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import type { FittedHead } from "../learning/fitted-head.ts";
import { initGuard } from "../learning/guard.ts";
import type { EngagedItem } from "../learning/history.ts";
import { emptyMemory, type Entry, type Memory, remember } from "../learning/memory.ts";
import type { Arm } from "../learning/page-views.ts";
import { rankingsFor } from "../learning/take-in.ts";
import type { HeadChoice } from "../learning/visitor-head.ts";
import type { Interaction } from "../ranking/interaction.ts";
import { deletions } from "../store/deletions.ts";
import type { Change } from "../store/records.ts";
import type { GlobalHeadRecord, ReleaseRecord } from "../store/sharing-records.ts";
import type { RankingRecord } from "../store/visitor-records.ts";
import { eventChange } from "./event-change.ts";
import { forgetEvents } from "./forget-events.ts";
import { heldRelease, isOlder } from "./held-release.ts";
import { type HeadModel, type Heads, memoryStore, type Stored } from "./memory-store.ts";
import { machineChoices } from "./machine-choices.ts";
import type { Logged } from "./page-step.ts";
import type { Platform } from "./platform.ts";
import type { Forgotten, Learned } from "./protocol.ts";
import { rankingsById, sealLog } from "./seal-log.ts";

export type { Heads };

/** What is known of this visitor: the heads, and what they were learned from. */
export interface Visitor {
  /** Reads the heads anew, since another tab may have learned meanwhile. `modelId` null takes whatever is stored. */
  heads(modelId: string | null, fitted?: FittedHead | null): Promise<Heads>;
  /** The memory as it is now. */
  memory(): Promise<Memory>;
  /** What was done and what it led to, from one moment: to be called under the lock. A log that was damaged has no entries. */
  logged(): Promise<Logged>;
  /** What the visitor engaged with, in any tab: distinct items, the newest last. */
  history(): Promise<readonly EngagedItem[]>;
  /** Keeps a ranking that is shown, so that interactions with it can be learned from. */
  show(record: RankingRecord, options?: ShowOptions): Promise<void>;
  /**
   * Learns from interactions with rankings that were shown; each event counts once, whichever tab or page saw it. A cart or
   * purchase may come with any ranking id, or none: it is credited to the clicks that led to it.
   */
  learn(interactions: readonly Interaction[]): Promise<Learned>;
  /** Learns how long the visitor looked, if this is the way back from a click of the last half hour. */
  comeBack(atMs: number, eventId: string): Promise<Learned>;
  /**
   * Unlearns some events exactly: head and history are then, to the bit, those of a visitor who saw the same lists and did
   * the rest. What was seen cannot be undone: the order of later lists stays as it was shown, and what was shared was shared.
   * Costs a replay of the log: about 4 ms an update, a second for 120 of them. Two bounds show at the far end: events whose
   * entry has become part of the base (60 rankings, 500 entries) are `tooOld`; and once more than 12 items of one list's
   * history are forgotten, that list is scored by fewer than 20, as older ones were not compared with it.
   *
   * @throws {RankError} `storage-failed` if the log was damaged.
   */
  forget(what: Forgettable): Promise<Forgotten>;
  /**
   * Takes a verified release: its head comes under the personal one, which stays. Nothing changes if another tab has taken a later one.
   *
   * @param head Null if the release's head is the one that is held.
   */
  takeRelease(
    release: ReleaseRecord,
    head: Pick<GlobalHeadRecord, "version" | "weights"> | null,
  ): Promise<void>;
}

/** What goes with a ranking that is shown. */
export interface ShowOptions {
  /** With the ranking's model; null where nothing was. */
  readonly fitted?: FittedHead | null;
  /** The view of the page that it belongs to; `arm` is null if it takes no part in the comparison of orders. */
  readonly view?: { readonly id: string; readonly arm: Arm | null };
}

/** How the head learns, and whether it may ever be asked what it has learned. */
export interface VisitorChoice extends HeadChoice {
  /** Whether what is sealed before it was shared is kept for the next upload; default false. */
  readonly isShared?: boolean;
}

const MAX_EVENTS = 2_000;

/** @see Visitor */
export function visitor(platform: Platform, choice: VisitorChoice): Visitor {
  const { records, exclusively } = platform;
  const memories = memoryStore(platform, choice);
  const { isShared = false } = choice;

  const show = async (record: RankingRecord, { fitted = null, view }: ShowOptions = {}): Promise<void> => {
    const { modelId } = record;
    const found = await memories.load();
    const isOtherModel = found.memory.modelId !== modelId;
    const before = isOtherModel ? startAgain(found, { modelId, fitted }) : found;
    const entry: Entry = {
      type: "shown",
      number: before.number + 1,
      rankingId: record.id,
      atMs: record.atMs,
      ...(view && { view }),
    };
    const { memory } = remember(before.memory, entry, { rankings: new Map(), head: before.learner });
    const models = await records.keys("model");
    await records.write([
      ...(isOtherModel ? deletions("rankings", await records.keys("rankings")) : []),
      // So was what waits to be sent: its texts' numbers mean something else to the new one.
      ...(isOtherModel ? deletions("outbox", await records.keys("outbox")) : []),
      ...deletions(
        "model",
        models.filter((key) => key !== modelId),
      ),
      ...(fitted === null || models.includes(modelId)
        ? []
        : [{ type: "put", kind: "model", record: { key: modelId, fitted } } as const]),
      { type: "put", kind: "rankings", record },
      ...(await memories.changesFor(before, memory, [entry])),
    ]);
    await sealLog(records, { memories, now: memory, isShared });
  };

  /** A new model starts a new head. The history is in words, and stays; so does what is known of who clicks, and of the benefit. */
  const startAgain = (found: Stored, model: HeadModel): Stored => {
    const learner = memories.learnerFor(model);
    const { history, guard, views } = found.memory;
    const { profile } = guard;
    const memory = emptyMemory(learner, model.modelId, found.global.version);
    return {
      ...found,
      learner,
      memory: { ...memory, history, views, guard: { ...initGuard(), profile } },
      isNewBase: true,
    };
  };

  const learn = async (before: Stored, interactions: readonly Interaction[]): Promise<Learned> => {
    const known = await records.getMany(
      "events",
      interactions.map(({ eventId }) => eventId),
    );
    const ids = interactions.map(({ eventId }) => eventId);
    const fresh = interactions.filter(
      ({ eventId }, at) =>
        known[at] === undefined && !before.forgottenIds.includes(eventId) && ids.indexOf(eventId) === at,
    );
    const rankings = rankingsById(await records.getMany("rankings", rankingsFor(before.memory, fresh)));
    const number = before.number + 1;
    const { memory, accepted } = remember(
      before.memory,
      { type: "did", number, interactions: fresh },
      { rankings, head: before.learner },
    );
    const { generation } = memory;
    const didUpdate = generation > before.memory.generation;
    if (accepted.length === 0) return { generation, didUpdate };
    const entry: Entry = {
      type: "did",
      number,
      interactions: accepted.map(({ interaction }) => interaction),
    };
    const surplus = (await records.keys("events")).slice(0, -MAX_EVENTS);
    // Both ways: what was not sent before goes with the one, and what was chosen since counts as told with the other.
    const isJudgedAnew = memory.guard.profile.isFlagged !== before.memory.guard.profile.isFlagged;
    await records.write([
      ...deletions("events", surplus),
      ...accepted.map((one) => eventChange({ ...one, generation }, rankings)),
      ...(await memories.changesFor(before, memory, [entry])),
      ...(isJudgedAnew ? await machineChoices(records, memory, await records.getAll("rankings")) : []),
    ]);
    await sealLog(records, { memories, now: memory, isShared });
    return { generation, didUpdate };
  };

  return {
    heads: (modelId, fitted = null) => memories.heads(modelId === null ? null : { modelId, fitted }),
    memory: async () => (await memories.load()).memory,
    logged: async () => {
      const stored = await memories.load();
      const log = await memories.loadLog(stored).catch(() => null);
      const rankings = rankingsById(await records.getAll("rankings"));
      return { memory: stored.memory, entries: log?.entries ?? [], rankings };
    },
    history: () => memories.history(),
    show: (record, options) => exclusively(() => show(record, options)),
    learn: (interactions) => exclusively(async () => learn(await memories.load(), interactions)),
    comeBack: (atMs, eventId) =>
      exclusively(async () => {
        const before = await memories.load();
        const { memory } = before;
        const click = clickBehind(memory.clicks, atMs);
        if (click === null) return { generation: memory.generation, didUpdate: false };
        const { rankingId, itemId } = click;
        const dwellMs = atMs - click.atMs;
        return learn(before, [{ type: "dwell", eventId, rankingId, itemId, atMs, dwellMs }]);
      }),
    forget: (what) => exclusively(() => forgetEvents(what, { records, memories })),
    takeRelease: (release, next) =>
      exclusively(async () => {
        const held = await heldRelease(records);
        if (held !== null && isOlder(release, held)) return;
        const taken: Change = { type: "put", kind: "release", record: release };
        if (held?.headHash === release.headHash) return records.write([taken]);
        if (next === null) return; // the head that was held is gone: the next pull brings it
        const before = await memories.load();
        const shift = Float64Array.from(next.weights, (weight, at) => weight - before.global.weights[at]);
        const entry: Entry = { type: "rebased", number: before.number + 1, shift, version: next.version };
        const { memory } = remember(before.memory, entry, { rankings: new Map(), head: before.learner });
        await records.write([
          taken,
          {
            type: "put",
            kind: "global",
            record: { key: "global", layout: FEATURE_LAYOUT, version: next.version, weights: next.weights },
          },
          ...(await memories.changesFor(before, memory, [entry])),
        ]);
      }),
  };
}
