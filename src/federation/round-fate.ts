/** When a round ends. */
export interface RoundTiming {
  /** A round closes when this many reports have come; at least 1. */
  readonly cohort: number;
  /** Fewer never make a head; 1 to cohort. */
  readonly minCohort: number;
  /** From this age on a round closes with what has come, or expires if that is less than `minCohort`. */
  readonly maxAgeMs: number;
}

/** `closes`: its reports make a head; `expires`: they are dropped. */
export type RoundFate = "stays" | "closes" | "expires";

/**
 * What becomes of an open round.
 *
 * @param reports How many have come.
 * @param ageMs   Since it opened.
 * @param isNow   Whether somebody wants it to end before its time: then it closes if that is enough for a head, and stays if not.
 */
export function roundFate(
  {
    reports,
    ageMs,
    isNow = false,
  }: { readonly reports: number; readonly ageMs: number; readonly isNow?: boolean },
  { cohort, minCohort, maxAgeMs }: RoundTiming,
): RoundFate {
  if (reports >= cohort) return "closes";
  if (reports === 0) return "stays";
  if (reports >= minCohort) return isNow || ageMs >= maxAgeMs ? "closes" : "stays";
  return !isNow && ageMs >= maxAgeMs ? "expires" : "stays";
}
