/** What whoever reviews a new head is shown: what the server answers below `/admin`, and what its page reads. */

/** One round in the list. */
export interface ReviewRow {
  readonly id: number;
  /** OPEN, CLOSING, SUMMED, NOISED, CANDIDATE, PROMOTED, REJECTED or EXPIRED. */
  readonly state: string;
  readonly openedAtMs: number;
  readonly changedAtMs: number;
  /** Null until all are summed. */
  readonly reports: number | null;
  /** Version of the head that it makes, or null. */
  readonly version: number | null;
  readonly decidedBy: string | null;
  readonly reason: string | null;
}

/** What `GET /admin/rounds` answers. */
export interface ReviewList {
  /** Of the head that visitors have. */
  readonly version: number;
  /** Newest first. */
  readonly rounds: readonly ReviewRow[];
}

/** One check of the gate. */
export interface ReviewCheck {
  readonly name: string;
  readonly value: number;
  readonly bound: number;
  readonly passed: boolean;
  readonly words: string;
}

/** What a head makes of one group of features. */
export interface ReviewGroup {
  readonly name: string;
  /** Length of the group's weights in the head before. */
  readonly before: number;
  /** Length of what the candidate adds to them. */
  readonly moved: number;
}

/** What of all exposure goes to a brand or an item, as shares of 1. */
export interface ReviewExposure {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

/** One item of a list. */
export interface ReviewItem {
  readonly id: string;
  readonly title: string;
  /** 1-based. */
  readonly before: number;
  /** 1-based. */
  readonly after: number;
  /** Whether the shopper of the list wants it. */
  readonly isWanted: boolean;
}

/** One list of the canary set: those that stand in the first ten places before or after. */
export interface ReviewExample {
  /** How many items the list has. */
  readonly length: number;
  readonly items: readonly ReviewItem[];
}

/** What the candidate does to lists; null where there is no canary set. */
export interface ReviewLists {
  readonly pages: number;
  /** Mean over the pages on which something is wanted. */
  readonly ndcgBefore: number;
  readonly ndcgAfter: number;
  /** The largest brands, largest first. */
  readonly brands: readonly ReviewExposure[];
  /** Those that gain or lose most, gains first. */
  readonly items: readonly ReviewExposure[];
  /** The three lists that change most, then some of all. */
  readonly examples: readonly ReviewExample[];
}

/** What is known of a candidate; null where a round has none, or has it no longer. */
export interface ReviewCandidate {
  /** Length of the update, in weight units. */
  readonly updateNorm: number;
  /** Length of the head before. */
  readonly baseNorm: number;
  readonly groups: readonly ReviewGroup[];
  readonly lists: ReviewLists | null;
}

/** Whose order did better by the reports of one arm, up to a day. */
export interface ReviewArmDay {
  /** Since 1970, by UTC. */
  readonly day: number;
  /** Answers so far. */
  readonly reports: number;
  /** Share of the browsers where the visitor's order did better, less that where the shop's did; and 3 standard errors to each side. */
  readonly lift: number;
  readonly low: number;
  readonly high: number;
}

/** How a head does that is or was tried on a share of the visitors. */
export interface ReviewTrial {
  readonly share: number;
  readonly startedAtMs: number;
  /** Null as long as it runs. */
  readonly stoppedAtMs: number | null;
  readonly why: string | null;
  /** Below 0 it is stopped; null as long as one of the arms has no answers. */
  readonly upper: number | null;
  readonly errorRate: number;
  readonly canary: readonly ReviewArmDay[];
  readonly others: readonly ReviewArmDay[];
}

/** What `GET /admin/rounds/:id` answers. */
export interface ReviewRound extends ReviewRow {
  /** Version of the head that its candidate goes on from, or null. */
  readonly baseVersion: number | null;
  readonly checks: readonly ReviewCheck[];
  readonly notRun: readonly string[];
  /** ε that the round has cost each of its visitors, at `delta`; null before it is spent, or where there is no bound. */
  readonly epsilon: number | null;
  readonly delta: number;
  readonly candidate: ReviewCandidate | null;
  /** Null if it never was tried. */
  readonly trial: ReviewTrial | null;
}
