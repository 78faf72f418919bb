import type { Interaction } from "../ranking/interaction.ts";
import type { Ranking } from "../ranking/ranking.ts";

/** How a list would be ordered. */
export interface WhatIf {
  readonly ranking: Ranking;
  /**
   * [n], in the order of the ranking: standard deviation of the score, by how much of it was learned; null for a learner that does
   * not know how sure it is.
   */
  readonly deviations: readonly (number | null)[];
  /** How many events were taken out: fewer than asked for if some are too old to be in the log. */
  readonly events: number;
}

/** How the order of one list came to be. */
export interface Timeline {
  /** In the shop's order. */
  readonly itemIds: readonly string[];
  /** Oldest first: what was there before the log begins, and each lesson in it; the newest 1,000. */
  readonly steps: readonly TimelineStep[];
}

export interface TimelineStep {
  readonly generation: number;
  /** Milliseconds since the Unix epoch; null for the first, and for a new head of the shop's. */
  readonly atMs: number | null;
  /** What the visitor did. */
  readonly events: readonly Pick<Interaction, "type" | "itemId" | "eventId">[];
  /** Indices into `itemIds`, in the order of the list. */
  readonly order: readonly number[];
  /** How much of what was learned counts, and how far the clicks look like a person's; see GuardReport. */
  readonly lambda: number;
  readonly trust: number;
  /**
   * For each page with choices that was learned from: what the choices cost, in nats each, by the order without and with what had
   * been learned until then. Lower is better.
   */
  readonly losses: readonly {
    readonly base: number;
    readonly personal: number;
    readonly choices: number;
  }[];
}
