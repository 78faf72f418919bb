/** What was shown to the visitor, in order: the unit that every interaction points back to. */
export interface Ranking {
  readonly id: string;
  /** Which list of the shop this is, e.g. "search". */
  readonly listId: string;
  /** What the visitor asked for; "" on a page without a query. */
  readonly query: string;
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** Version of the global head that scored it; 0 is the head that ships with the model. */
  readonly headVersion: number;
  /** Number of updates the personal head had seen. */
  readonly generation: number;
  /**
   * Whose order it is: the visitor's, the shop's on a page that is held out to compare with, or a list that both have drafted.
   * The scores are the visitor's in any case.
   */
  readonly arm: "personal" | "held-out" | "interleaved";
  /** In displayed order: `items[0]` is at position 1. */
  readonly items: readonly RankedItem[];
}

/** One place of a {@link Ranking}, with everything needed to explain it and to learn from it. */
export interface RankedItem {
  readonly id: string;
  /** 0-based place in the shop's own order. */
  readonly shopIndex: number;
  /** 1-based place on screen. */
  readonly position: number;
  /** Higher is better; the sum of {@link ScoreParts}. */
  readonly score: number;
  /** P(examined at this position), in (0, 1]. */
  readonly propensity: number;
  /** P(this item at this position | how the order came about), in (0, 1]: below 1 only where chance had a say. */
  readonly shownPropensity: number;
  readonly parts: ScoreParts;
  /** Held in place by the shop (`data-pinned`) or because the visitor has already seen it. */
  readonly isFixed: boolean;
}

/**
 * The exact decomposition of one score: `shop + global + personal`, and the personal part by group of features. The group
 * `history` is the static score of what the visitor engaged with before: all of it, also what the global head weighs it with.
 */
export interface ScoreParts {
  /** What the shop's own order says. */
  readonly shop: number;
  /** What the global head says, but of the history. */
  readonly global: number;
  /** What this visitor's clicks and history say, as far as it counts: the sum of `groups`. */
  readonly personal: number;
  readonly groups: Readonly<Record<FeatureGroup, number>>;
}

/** The parts of an item's feature vector, in the order they are laid out. */
export type FeatureGroup =
  | "text"
  | "match"
  | "history"
  | "price"
  | "brand"
  | "attributes"
  | "intercept"
  | "facts"
  | "media";
