import { eventsToForget, withoutEvents } from "../learning/event-log.ts";
import type { PageEvidence } from "../learning/guard.ts";
import { type Entry, type Memory, remember, replay } from "../learning/memory.ts";
import type { HeadChoice } from "../learning/visitor-head.ts";
import { type Heads, memoryStore, type Stored } from "./memory-store.ts";
import type { Platform } from "./platform.ts";
import { rankingsById } from "./seal-log.ts";

/** A visitor as they were, or would be. */
export interface PastVisitor {
  readonly memory: Memory;
  readonly heads: Heads;
}

/** The visitor right after one entry of the log. */
export interface PastStep extends PastVisitor {
  /** Null for the first step: what was there before the log begins. */
  readonly entry: Entry | null;
  /** Each page that this entry taught, as it was scored before. */
  readonly lessons: readonly PageEvidence[];
}

/** Looks at the log anew; stores nothing. */
export interface Hindsight {
  /**
   * The visitor as they would be if some events had never been, to the bit. Costs a replay of the log, about 4 ms an update.
   *
   * @returns `events`: how many of them the log still has; of others nothing can be said.
   */
  without(eventIds: readonly string[]): Promise<PastVisitor & { readonly events: number }>;
  /** The visitor before the log and after each of its entries, oldest first, with the global head of the time. */
  steps(): Promise<Iterable<PastStep>>;
}

/**
 * @see Hindsight
 * Reads under the lock, and replays without it: another tab may learn meanwhile.
 */
export function hindsight(platform: Platform, choice: HeadChoice): Hindsight {
  const { records, exclusively } = platform;
  const memories = memoryStore(platform, choice);
  const read = () =>
    exclusively(async () => {
      const now = await memories.load();
      const { base, entries } = await memories.loadLog(now);
      const rankings = rankingsById(await records.getAll("rankings"));
      return { now, base, entries, setting: { rankings, head: now.learner } };
    });

  return {
    without: async (eventIds) => {
      const { now, base, entries, setting } = await read();
      const gone = eventsToForget(entries, { eventIds });
      const { memory } = replay(base, withoutEvents(entries, gone), setting);
      return { memory, heads: headsOf(memory, now, now.global.weights), events: gone.size };
    },
    steps: async () => {
      const { now, base, entries, setting } = await read();
      return (function* () {
        // What a head was learned on top of is the global head of its time.
        const weights = Float64Array.from(now.global.weights);
        for (const entry of entries)
          if (entry.type === "rebased") for (const [at, shift] of entry.shift.entries()) weights[at] -= shift;
        let memory = base;
        yield { entry: null, memory, heads: headsOf(memory, now, weights), lessons: [] };
        for (const entry of entries) {
          const step = remember(memory, entry, setting);
          memory = step.memory;
          if (entry.type === "rebased") for (const [at, shift] of entry.shift.entries()) weights[at] += shift;
          yield { entry, memory, heads: headsOf(memory, now, weights), lessons: step.lessons };
        }
      })();
    },
  };
}

function headsOf(memory: Memory, { global, learner }: Stored, weights: ArrayLike<number>): Heads {
  const { head: state, generation, headVersion, modelId, guard } = memory;
  return {
    global: { ...global, version: headVersion, weights: Float32Array.from(weights) },
    personal: { state, generation, headVersion, modelId },
    guard,
    learner,
  };
}
