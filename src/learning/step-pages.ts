import { chosenElsewhere } from "./choices.ts";
import type { Examples } from "./examples.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import { feedbackFrom } from "./feedback.ts";
import type { Entry, Memory } from "./memory.ts";
import { type ShownRanking, withHistory } from "./shown-ranking.ts";

/**
 * What a visitor's log says of the newest global head, for a step of it (federation/global-step.ts): of every ranking on which
 * something was liked, all that was liked and all that was passed over, scored by the head as it is now, without the personal one.
 * How it was scored when it was shown, and what an update has already made of it, makes no difference.
 *
 *   base = base as it was shown + φ · Σ shifts of the heads since
 *
 * Rankings that are no longer kept, and those that were shown before the log begins, are left out: which heads came after those is not
 * known any more.
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
): Examples[] {
  const shifts = shiftsSince(entries);
  return memory.shown.flatMap((progress): Examples[] => {
    const { rankingId, engaged, marks } = progress;
    const shown = rankings.get(rankingId);
    const shift = shifts.get(rankingId);
    if (shown === undefined || shift === undefined) return [];
    const unused = marks.map((mark) => ({ ...mark, passed: 0 }));
    const chosen = new Set([...chosenElsewhere(memory, progress), ...engaged.map(({ itemId }) => itemId)]);
    const { examples } = feedbackFrom(withHistory(shown, engaged), [], unused, chosen);
    return examples === null ? [] : [moved(examples, shift)];
  });
}

/** By ranking: how far the global head has moved since it was shown, [d]. */
function shiftsSince(entries: readonly Entry[]): ReadonlyMap<string, Float64Array> {
  const shifts = new Map<string, Float64Array>();
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
