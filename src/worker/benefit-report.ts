/** A mean difference, personal − shop's, with an interval that holds at all times at once; in [−1, 1]. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** What the comparison of orders has shown; `not yet known` where it is off. */
export interface BenefitReport {
  readonly verdict: "better" | "worse" | "not yet known";
  /** Lists that both orders have drafted: pages that each side won, and who earns the clicks. */
  readonly wins: number;
  readonly losses: number;
  readonly drafts: Interval;
  /** Whole pages in one order: how many more of them are used. */
  readonly pages: Interval;
  /** Page views that were compared so far; of drafts those on which something was chosen that one side had drafted. */
  readonly views: { readonly personal: number; readonly heldOut: number; readonly drafts: number };
}

/** Clicks a page that an order would have earned on the logged pages, ± 95 %. */
export interface PolicyEstimate {
  /** Self-normalised inverse propensities. */
  readonly clicks: { readonly value: number; readonly low: number; readonly high: number };
  /** How many pages in this order would say as much. */
  readonly effectivePages: number;
}

export interface OffPolicy {
  /** How many lists with chance in them were logged. */
  readonly pages: number;
  /** What was clicked on them, a page. */
  readonly shown: number;
  /** The order by the scores without what was learned, and with it as it was at the time. */
  readonly base: PolicyEstimate;
  readonly personal: PolicyEstimate;
}
