import { chosenElsewhere } from "./choices.ts";
import type { Examples } from "./examples.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import { feedbackFrom } from "./feedback.ts";
import type { Entry, Memory } from "./memory.ts";
import { type ShownRanking, withHistory } from "./shown-ranking.ts";

/** What is known of rankings beside the log. */
export interface BeforeLog {
  /** By ranking: how much of each item's liking has been told before, [n] in displayed order. Missing: nothing has. */
  readonly told: ReadonlyMap<string, ArrayLike<number>>;
  /** By ranking that was shown before the log begins: how far the global head moved from then until the log begins, [d]. */
  readonly shifts: ReadonlyMap<string, Float64Array>;
}

const NOTHING: BeforeLog = { told: new Map(), shifts: new Map() };

/**
 * What a visitor's log says of the newest global head, for a step of it (federation/global-step.ts): of every ranking on which
 * something was liked more than was told before, that and all that was passed over, scored by the head as it is now, without the
 * personal one. How it was scored when it was shown, and what an update has already made of it, makes no difference. What was passed
 * over is only what a choice is held against: it is there again for the next one.
 *
 *   base = base as it was shown + φ · Σ shifts of the heads since
 *
 * Rankings that are no longer kept, and those of which it is not known which heads came after them, are left out.
 *
 * @param memory   As it is now.
 * @param entries  The log that led to it, in order.
 * @param rankings Those that are kept.
 * @returns In the order in which they were shown.
 */
export function stepPages(
  memory: Memory,
  entries: readonly Entry[],
  rankings: ReadonlyMap<string, ShownRanking>,
  { told, shifts: earlier }: BeforeLog = NOTHING,
): Examples[] {
  const shifts = shiftsSince(entries, earlier);
  return memory.shown.flatMap((progress): Examples[] => {
    const { rankingId, engaged, marks } = progress;
    const shown = rankings.get(rankingId);
    const shift = shifts.get(rankingId);
    if (shown === undefined || shift === undefined) return [];
    const likedBefore = told.get(rankingId);
    const before = shown.itemIds.map((itemId, at) => ({
      itemId,
      own: 0,
      liked: likedBefore?.[at] ?? 0,
      passed: 0,
    }));
    const unused = marks.map((mark) => ({ ...mark, passed: 0 }));
    const chosen = new Set([...chosenElsewhere(memory, progress), ...engaged.map(({ itemId }) => itemId)]);
    const { examples } = feedbackFrom(withHistory(shown, engaged), before, unused, chosen);
    return examples === null ? [] : [moved(examples, shift)];
  });
}

/**
 * By ranking: how far the global head has moved since it was shown, [d].
 *
 * @param earlier The same of rankings that were shown before the first entry, until then.
 */
export function shiftsSince(
  entries: readonly Entry[],
  earlier: ReadonlyMap<string, Float64Array>,
): ReadonlyMap<string, Float64Array> {
  const shifts = new Map([...earlier].map(([rankingId, shift]) => [rankingId, shift.slice()]));
  for (const entry of entries) {
    if (entry.type === "shown") shifts.set(entry.rankingId, new Float64Array(FEATURE_COUNT));
    if (entry.type !== "rebased") continue;
    for (const shift of shifts.values())
      for (let at = 0; at < FEATURE_COUNT; at++) shift[at] += entry.shift[at];
  }
  return shifts;
}

function moved(examples: Examples, shift: Float64Array): Examples {
  const { features, baseScores } = examples;
  return {
    ...examples,
    baseScores: baseScores.map((base, item) => {
      let score = base;
      for (let at = 0; at < FEATURE_COUNT; at++) score += features[item * FEATURE_COUNT + at] * shift[at];
      return score;
    }),
  };
}
