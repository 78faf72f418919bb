import type { VisitLog } from "./visit-log.ts";

const POINTS = 100;

/** A figure of the NDCG of each visit that has one, in points. */
export function ndcgPoints(
  visits: readonly VisitLog[],
  value: (ndcg: NonNullable<VisitLog["ndcg"]>) => number,
): number[] {
  return visits.flatMap(({ ndcg }) => (ndcg === null ? [] : [POINTS * value(ndcg)]));
}

/** The last half of one persona's visits: by then something has been learned. */
export function lastVisitsOf(visits: readonly VisitLog[]): VisitLog[] {
  return visits.slice(Math.floor(visits.length / 2));
}
