import type { Interaction } from "../ranking/interaction.ts";
import type { Click } from "./credit.ts";
import type { Mark } from "./feedback.ts";
import type { EngagedItem } from "./history.ts";
import type { Engagement } from "./history-comparison.ts";
import { type GuardState, initGuard, type PageEvidence, rebaseGuard } from "./guard.ts";
import { type Arm, initPageViews, type PageViews, withView } from "./page-views.ts";
import type { HeadState } from "./personal-head.ts";
import type { ShownRanking } from "./shown-ranking.ts";
import { takeIn } from "./take-in.ts";
import type { VisitorHead } from "./visitor-head.ts";

/** All that learning has made of a visitor's log so far: nothing else is carried from one update to the next. */
export interface Memory {
  /** Of the rankings; "" before the first. */
  readonly modelId: string;
  readonly head: HeadState;
  /** Number of updates. */
  readonly generation: number;
  /** Version of the global head that `head` is an offset from. */
  readonly headVersion: number;
  readonly history: readonly EngagedItem[];
  /** In the order in which they were shown. */
  readonly shown: readonly Progress[];
  /** In the order in which they were learned from. */
  readonly clicks: readonly Click[];
  /** What stands between the head and the visitor. */
  readonly guard: GuardState;
  /** How long the visitor stayed with the last click, until the guard has been told of it. */
  readonly lookMs: number | null;
  /** What the comparison with the shop's order has shown; nothing where it is off. */
  readonly views: PageViews;
}

/** What has become of one ranking so far. */
export interface Progress {
  readonly rankingId: string;
  /** Of the view of the page that it belongs to; null if that is not known. */
  readonly viewId: string | null;
  /** Milliseconds since the Unix epoch: when it was shown, and the newest sign on it. */
  readonly shownAtMs: number;
  readonly lastAtMs: number;
  /** Number of the last entry of the log that concerned it. */
  readonly touched: number;
  /** The history by which it was scored, the newest last. */
  readonly engaged: readonly Engagement[];
  readonly marks: readonly Mark[];
}

/** One entry of the log: what happened, and nothing that was concluded from it. */
export type Entry = { /** Ascending. */ readonly number: number } & (
  | {
      readonly type: "shown";
      readonly rankingId: string;
      readonly atMs: number;
      /** The view of the page that it belongs to; `arm` is null if it takes no part in the comparison of orders. */
      readonly view?: { readonly id: string; readonly arm: Arm | null };
    }
  | { readonly type: "did"; readonly interactions: readonly Interaction[] }
  | {
      readonly type: "rebased";
      /** New − old global head, [d]. */ readonly shift: Float64Array;
      readonly version: number;
    }
);

/** An interaction that was taken in, with the ranking it was credited to. */
export interface Accepted {
  readonly interaction: Interaction;
  readonly rankingId: string;
}

/** What an entry is learned with. */
export interface Setting {
  readonly rankings: ReadonlyMap<string, ShownRanking>;
  readonly head: VisitorHead;
}

/** What one entry changed. */
export interface Step {
  readonly memory: Memory;
  /** Without those on items that were not shown, and those that are not whole. */
  readonly accepted: readonly Accepted[];
  /** Each page that something was learned from, as it was scored before. */
  readonly lessons: readonly PageEvidence[];
}

/** The memory of a visitor nothing is known of. */
export function emptyMemory(head: VisitorHead, modelId = "", headVersion = 0): Memory {
  return {
    modelId,
    head: head.init(),
    generation: 0,
    headVersion,
    history: [],
    shown: [],
    clicks: [],
    guard: initGuard(),
    lookMs: null,
    views: initPageViews(),
  };
}

/**
 * The memory after one more entry: the one function that learns, live and in a replay, so that both give the same bits.
 *
 * @param setting `rankings`: those that {@link rankingsFor} names, or more; one that is no longer kept is as if it had not been
 *   shown. `head`: the one that made the memory's state; the same for a whole log.
 */
export function remember(memory: Memory, entry: Entry, setting: Setting): Step {
  switch (entry.type) {
    case "shown": {
      const { rankingId, atMs, number, view } = entry;
      const engaged = engagementsOf(memory.history, memory.shown.at(-1)?.engaged ?? []);
      const viewId = view?.id ?? null;
      const times = { shownAtMs: atMs, lastAtMs: atMs };
      const progress = { rankingId, viewId, ...times, touched: number, engaged, marks: [] };
      const others = memory.shown.filter((other) => other.rankingId !== rankingId);
      const views =
        view === undefined || view.arm === null
          ? memory.views
          : withView(memory.views, { id: view.id, arm: view.arm });
      return { memory: { ...memory, shown: [...others, progress], views }, accepted: [], lessons: [] };
    }
    case "rebased": {
      const head = memory.generation > 0 ? setting.head.rebase(memory.head, entry.shift) : memory.head;
      const guard = rebaseGuard(memory.guard);
      return { memory: { ...memory, head, guard, headVersion: entry.version }, accepted: [], lessons: [] };
    }
    case "did":
      return takeIn(memory, entry, setting);
  }
}

/**
 * How far each item of the history counts. What has not changed since the last ranking is the same object: a database writes an object
 * once, however often a record has it, and sixty rankings with 20 of their own each took five times as long to read.
 */
function engagementsOf(history: readonly EngagedItem[], last: readonly Engagement[]): readonly Engagement[] {
  const known = new Map(last.map((engagement) => [engagement.itemId, engagement]));
  return history.map(({ itemId, evidence }) => {
    const same = known.get(itemId);
    return same?.evidence === evidence ? same : { itemId, evidence };
  });
}

/**
 * The memory after several entries: the base and the log are all it depends on, so what is not in the log leaves no trace.
 *
 * @param base What the entries before the log have left; it cannot be unlearned event by event.
 * @returns The memory, and what was taken in, with the generation of the head right after it.
 */
export function replay(
  base: Memory,
  entries: readonly Entry[],
  setting: Setting,
): { readonly memory: Memory; readonly accepted: readonly (Accepted & { readonly generation: number })[] } {
  let memory = base;
  const accepted = [];
  for (const entry of entries) {
    const step = remember(memory, entry, setting);
    memory = step.memory;
    for (const one of step.accepted) accepted.push({ ...one, generation: memory.generation });
  }
  return { memory, accepted };
}

/** The memory without rankings that are no longer kept: nothing can be credited to them any more. */
export function withoutRankings(memory: Memory, gone: ReadonlySet<string>): Memory {
  return {
    ...memory,
    shown: memory.shown.filter(({ rankingId }) => !gone.has(rankingId)),
    clicks: memory.clicks.filter(({ rankingId }) => !gone.has(rankingId)),
  };
}
