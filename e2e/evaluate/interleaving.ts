import { type Estimate, estimateOf, meanOf, sideOf } from "../../src/evaluation/replay/estimate.ts";
import { ndcgPoints } from "./visit-figures.ts";
import type { VisitLog } from "./visit-log.ts";

/** What drafted lists say of the personal against the shop's order, beside what NDCG says of the same visits. */
export interface Interleaving {
  readonly personas: number;
  /** Lists on which the personal, or the shop's, choices got more clicks. */
  readonly wins: number;
  readonly losses: number;
  /** (wins − losses) / (wins + losses), by persona. */
  readonly preference: Estimate | null;
  /** NDCG@10 of the personal order less that of the shop's, in points, by persona. */
  readonly ndcg: Estimate | null;
  /** Personas, and all of them together, of whom both say something with 95 % confidence; and how often they say the same. */
  readonly cases: { readonly certain: number; readonly same: number };
  /** Groups of personas of whom NDCG says with 95 % confidence which order is better, and on which side more of their drafts were won. */
  readonly cells: Cells;
}

/** Counts of groups. */
export interface Cells {
  /** Of so many personas each. */
  readonly personas: number;
  readonly all: number;
  /** Of these, NDCG is certain. */
  readonly certain: number;
  /** Of these, drafts point to the same side, or to the other; the rest won as many as they lost. */
  readonly same: number;
  readonly other: number;
}

const ERROR = 0.05;
/** Few enough to be many groups, and enough for a side to show: about 50 drafts at 20 visits. */
const PERSONAS_IN_CELL = 5;

/** @param personas Visits of each persona who saw drafted lists. Null if nobody did. */
export function interleavingOf(personas: readonly (readonly VisitLog[])[]): Interleaving | null {
  if (personas.length === 0) return null;
  const each = personas.map((visits) => ({
    points: ndcgPoints(visits, (ndcg) => ndcg.personal - ndcg.shop),
    drafts: visits.at(-1)?.drafts ?? { wins: 0, losses: 0 },
  }));
  const wins = each.reduce((sum, { drafts }) => sum + drafts.wins, 0);
  const losses = each.reduce((sum, { drafts }) => sum + drafts.losses, 0);
  const preference = estimateOf(
    each.map(({ drafts }) => (drafts.wins - drafts.losses) / (drafts.wins + drafts.losses)),
  );
  const ndcg = estimateOf(each.map(({ points }) => meanOf(points)));
  const verdicts = [
    ...each.map(({ points, drafts }) => [sideOf(estimateOf(points)), signOf(drafts.wins, drafts.losses)]),
    [sideOf(ndcg), sideOf(preference)],
  ];
  const groups = Array.from({ length: Math.floor(each.length / PERSONAS_IN_CELL) }, (_, at) =>
    each.slice(at * PERSONAS_IN_CELL, (at + 1) * PERSONAS_IN_CELL),
  );
  const sides = groups
    .map((group) => [
      sideOf(estimateOf(group.flatMap(({ points }) => points))),
      Math.sign(group.reduce((sum, { drafts }) => sum + drafts.wins - drafts.losses, 0)),
    ])
    .filter(([offline]) => offline !== 0);
  const certain = verdicts.filter(([offline, online]) => offline !== 0 && online !== 0);
  return {
    personas: personas.length,
    wins,
    losses,
    preference,
    ndcg,
    cases: {
      certain: certain.length,
      same: certain.filter(([offline, online]) => offline === online).length,
    },
    cells: {
      personas: PERSONAS_IN_CELL,
      all: groups.length,
      certain: sides.length,
      same: sides.filter(([offline, online]) => offline === online).length,
      other: sides.filter(([offline, online]) => offline === -online).length,
    },
  };
}

/**
 * Over several reports: of how many groups NDCG is certain, and on how many of them drafts say the same. Personas are the same under each
 * click model, so this is a count, and no share of independent cases.
 */
export function cellsOver(
  reports: readonly { readonly interleaving: Pick<Interleaving, "cells"> | null }[],
): Pick<Cells, "certain" | "same"> {
  const cells = reports.flatMap(({ interleaving }) => interleaving?.cells ?? []);
  return {
    certain: cells.reduce((sum, cell) => sum + cell.certain, 0),
    same: cells.reduce((sum, cell) => sum + cell.same, 0),
  };
}

/** Who won more often than a fair coin would: 1, −1, or 0 if that cannot be told. Exact sign test, two-sided. */
export function signOf(wins: number, losses: number): number {
  const count = wins + losses;
  // P(at most the rarer side | fair coin), term by term.
  let term = 0.5 ** count;
  let tail = term;
  for (let rarer = 1; rarer <= Math.min(wins, losses); rarer++) {
    term *= (count - rarer + 1) / rarer;
    tail += term;
  }
  return 2 * tail <= ERROR ? Math.sign(wins - losses) : 0;
}
