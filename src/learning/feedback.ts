import type { Interaction } from "../ranking/interaction.ts";
import type { Examples } from "./examples.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import type { ShownRanking } from "./shown-ranking.ts";
import { rowOf } from "./vectors.ts";

/** How much each sign of liking counts as a positive example; of several signs on one item the strongest counts. */
const WEIGHTS = { click: 1, cart: 1.5, purchase: 2, engage: 1.5, goal: 2 } as const;
/** A visitor who comes back sooner did not like what the click led to. */
export const MIN_DWELL_MS = 10_000;
/** A longer look says no more: the visitor may have gone for a coffee. */
const MAX_DWELL_MS = 180_000;
/** Weight of the shortest and of the longest look that counts: above the click that it follows, below a cart. */
const DWELL_WEIGHTS = [1.1, 1.4] as const;

/**
 * How much an item counts as a negative that was seen on a page which was left without any choice, next to 1 for an item that
 * was passed over on the way to a choice. 0 is off: no choice often means that nothing was examined.
 */
export const PASSED_OVER_WEIGHT: number = 0;

/** What has become of one item of a ranking so far. An item without a mark was never seen. */
export interface Mark {
  readonly itemId: string;
  /** Of the strongest sign that came from this very ranking: 0 if the item was only seen. */
  readonly own: number;
  /** How much of it an update has used as a positive, credit for later actions included. */
  readonly liked: number;
  /** How much of it an update has used as a negative, in [0, 1]. */
  readonly passed: number;
}

/** A sign on one item of a ranking. `credit` is null for a sign that came from the ranking itself. */
export interface Sign {
  readonly itemId: string;
  /** See {@link signWeight}; 0 means seen. */
  readonly weight: number;
  /** In [0, 1]: the share of a later action that this ranking gets, see credit.ts. */
  readonly credit: number | null;
}

/** How much an interaction counts as a positive: 0 for one that is no sign of liking. */
export function signWeight(interaction: Interaction): number {
  switch (interaction.type) {
    case "impression":
      return 0;
    case "dwell":
      return dwellWeight(interaction.dwellMs);
    case "click":
    case "cart":
    case "purchase":
    case "engage":
    case "goal":
      return WEIGHTS[interaction.type];
  }
}

/** Grows with the logarithm of the time, between the two bounds. */
function dwellWeight(dwellMs: number): number {
  if (!(dwellMs >= MIN_DWELL_MS)) return 0;
  const grade =
    Math.log(Math.min(dwellMs, MAX_DWELL_MS) / MIN_DWELL_MS) / Math.log(MAX_DWELL_MS / MIN_DWELL_MS);
  return DWELL_WEIGHTS[0] + grade * (DWELL_WEIGHTS[1] - DWELL_WEIGHTS[0]);
}

/**
 * The marks after one more sign. A sign of the ranking itself counts in full. A later action adds, by its credit, the part that
 * goes beyond the ranking's own signs: a purchase after a click is worth 2 and not 1 + 2, over however many rankings it is split.
 */
export function markSign(marks: readonly Mark[], { itemId, weight, credit }: Sign): readonly Mark[] {
  const known = marks.find((mark) => mark.itemId === itemId) ?? { itemId, own: 0, liked: 0, passed: 0 };
  const own = credit === null ? Math.max(known.own, weight) : known.own;
  const target = credit === null ? own : own + Math.max(0, weight - own) * credit;
  const next = { ...known, own, liked: Math.max(known.liked, target) };
  return marks.includes(known) ? marks.map((mark) => (mark === known ? next : mark)) : [...marks, next];
}

/** Examples, if there is anything to learn, and the marks once they have been used. */
export interface Feedback {
  readonly examples: Examples | null;
  readonly marks: readonly Mark[];
}

/**
 * What the signs between two states of a ranking's marks mean for learning: one positive per item that was liked more than
 * before, with the difference as its weight; and one negative per item that was seen, never liked and not used before. Items
 * far below the last choice were perhaps not looked at, though on screen: their propensity makes them count less. What was
 * never seen is left out.
 *
 * @param chosen Ids that the visitor had chosen on other pages: whoever does not open them again has not passed them over, and
 *   they are the very items that are most like what is liked.
 * @returns Null examples if nothing was liked more: impressions teach only once something was chosen.
 */
export function feedbackFrom(
  shown: ShownRanking,
  before: readonly Mark[],
  after: readonly Mark[],
  chosen: ReadonlySet<string> = new Set(),
): Feedback {
  const likedBefore = new Map(before.map(({ itemId, liked }) => [itemId, liked]));
  const positives = after.flatMap(({ itemId, liked }) => {
    const weight = liked - (likedBefore.get(itemId) ?? 0);
    return weight > 0 ? [{ itemId, weight, reward: 1 }] : [];
  });
  if (positives.length === 0) return { examples: null, marks: after };
  const negatives = remainders(after, 1).filter(({ itemId }) => !chosen.has(itemId));
  return {
    examples: examplesAt(shown, [...inOrder(shown, positives), ...inOrder(shown, negatives)]),
    marks: afterPassing(after, 1),
  };
}

/**
 * What it means that a page was left for good without a choice: every item that was seen is a negative of the given weight.
 *
 * @param weight In [0, 1], see {@link PASSED_OVER_WEIGHT}.
 * @returns Null examples if something was chosen, nothing was seen, or all of it has been used before.
 */
export function feedbackOfLeaving(shown: ShownRanking, marks: readonly Mark[], weight: number): Feedback {
  const negatives = marks.some(({ liked }) => liked > 0) ? [] : remainders(marks, weight);
  if (negatives.length === 0) return { examples: null, marks };
  return { examples: examplesAt(shown, inOrder(shown, negatives)), marks: afterPassing(marks, weight) };
}

interface Pick {
  readonly itemId: string;
  readonly weight: number;
  readonly reward: number;
}

function remainders(marks: readonly Mark[], weight: number): Pick[] {
  return marks
    .filter(({ liked, passed }) => liked === 0 && passed < weight)
    .map(({ itemId, passed }) => ({ itemId, weight: weight - passed, reward: 0 }));
}

function afterPassing(marks: readonly Mark[], weight: number): readonly Mark[] {
  return marks.map((mark) => (mark.liked === 0 && mark.passed < weight ? { ...mark, passed: weight } : mark));
}

/** By position, so that the sums of an update do not depend on the order in which cards came into view. */
function inOrder({ itemIds }: ShownRanking, picks: readonly Pick[]): Pick[] {
  return picks.toSorted((a, b) => itemIds.indexOf(a.itemId) - itemIds.indexOf(b.itemId));
}

function examplesAt(shown: ShownRanking, picks: readonly Pick[]): Examples {
  const indices = picks.map(({ itemId }) => shown.itemIds.indexOf(itemId));
  const features = new Float32Array(picks.length * FEATURE_COUNT);
  for (const [at, index] of indices.entries()) features.set(rowOf(shown.features, index), at * FEATURE_COUNT);
  return {
    features,
    baseScores: Float64Array.from(indices, (index) => shown.baseScores[index]),
    rewards: Uint8Array.from(picks, ({ reward }) => reward),
    propensities: Float64Array.from(indices, (index) => shown.propensities[index]),
    weights: Float64Array.from(picks, ({ weight }) => weight),
  };
}
