import { type Estimate, estimateOf, meanOf } from "./estimate.ts";
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
}

const ERROR = 0.05;

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
  };
}

/** On which side of 0 an interval lies; 0 if it holds it, or is of too few to be an interval. */
function sideOf(estimate: Estimate | null): number {
  if (estimate === null || estimate.count < 3) return 0;
  return estimate.low > 0 ? 1 : estimate.high < 0 ? -1 : 0;
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
