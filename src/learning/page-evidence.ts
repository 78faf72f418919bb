import type { Choice } from "./choices.ts";
import type { Mark } from "./feedback.ts";
import type { PageEvidence } from "./guard.ts";
import type { ShownRanking } from "./shown-ranking.ts";

/** What a batch of interactions has made of one ranking. */
export interface RankingChange {
  readonly before: readonly Mark[];
  readonly after: readonly Mark[];
  /** On this ranking itself, in the order in which they came. */
  readonly choices: readonly Choice[];
  /** Chosen from other rankings of the same view of the page. */
  readonly chosenElsewhere: ReadonlySet<string>;
  /** Chosen on other pages, before this ranking was shown. */
  readonly chosenBefore: ReadonlySet<string>;
  /** How long the visitor stayed with what was clicked before, if that is known only now. */
  readonly lookMs: number | null;
}

/**
 * The page as the guard sees it, before anything is learned from the change. In displayed order, all arrays [n].
 *
 * An item takes part if it was in view and was not chosen before: what was chosen before has been learned from, and a head
 * that has seen an answer is not tested by it. A choice that nobody saw come into view has no part but as a click.
 *
 * @param shown          Without the history in its scores: that is a part of the personal ones.
 * @param personalScores [n], by the history, and by the head from before the change.
 */
export function pageEvidence(
  shown: ShownRanking,
  { before, after, choices, chosenElsewhere, chosenBefore, lookMs }: RankingChange,
  personalScores: Float64Array,
): PageEvidence {
  const { itemIds, baseScores } = shown;
  const likedIn = (marks: readonly Mark[]): ReadonlySet<string> =>
    new Set(marks.filter(({ liked }) => liked > 0).map(({ itemId }) => itemId));
  const [likedBefore, likedAfter] = [likedIn(before), likedIn(after)];
  const unseen = new Set(choices.filter(({ wasInView }) => !wasInView).map(({ itemId }) => itemId));
  const seen = new Set([...(shown.seenIds ?? []), ...after.map(({ itemId }) => itemId)]);
  const isIn = (itemId: string): boolean =>
    seen.has(itemId) &&
    !unseen.has(itemId) &&
    !likedBefore.has(itemId) &&
    !chosenElsewhere.has(itemId) &&
    // Chosen again it is an answer like any other; not chosen, it says nothing.
    (!chosenBefore.has(itemId) || likedAfter.has(itemId));
  const fresh = choices.filter(
    ({ itemId, type }, at) =>
      type === "click" &&
      !likedBefore.has(itemId) &&
      !chosenElsewhere.has(itemId) &&
      choices.findIndex((other) => other.type === "click" && other.itemId === itemId) === at,
  );
  return {
    baseScores,
    personalScores,
    rewards: Uint8Array.from(itemIds, (itemId) => (isIn(itemId) && likedAfter.has(itemId) ? 1 : 0)),
    propensities: Float64Array.from(itemIds, (itemId, index) =>
      isIn(itemId) ? shown.propensities[index] : 0,
    ),
    earlier: new Set([...likedBefore, ...chosenElsewhere]).size,
    // The profile asks only how long looks are, not of which click: one that ended since the last click comes with the next.
    clicks: fresh.map(({ itemId, atMs }, at) => ({
      index: itemIds.indexOf(itemId),
      atMs,
      ...(at === 0 && lookMs !== null ? { dwellMs: lookMs } : {}),
    })),
  };
}
