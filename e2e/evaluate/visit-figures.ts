const POINTS = 100;

/** A figure of the NDCG of each visit that has one, in points. */
export function ndcgPoints<Ndcg extends object>(
  visits: readonly { readonly ndcg: Ndcg | null }[],
  value: (ndcg: Ndcg) => number,
): number[] {
  return visits.flatMap(({ ndcg }) => (ndcg === null ? [] : [POINTS * value(ndcg)]));
}

/** The last half of one persona's visits: by then something has been learned. */
export function lastVisitsOf<Visit>(visits: readonly Visit[]): Visit[] {
  return visits.slice(Math.floor(visits.length / 2));
}
