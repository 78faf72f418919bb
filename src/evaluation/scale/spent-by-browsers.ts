import { epsilonOf, rhoOf } from "../../federation/zcdp.ts";
import { MOST_REPORTS, PERIOD_DAYS } from "./due-reports.ts";

export interface SpentByBrowsers {
  /** ε of the browser in the middle, of 99 of 100, and of the one that spent most, in its worst 90 days. */
  readonly median: number;
  readonly p99: number;
  readonly most: number;
  /** What is promised to everybody: twelve reports, with nothing gained by the lot. */
  readonly promised: number;
}

/**
 * What browsers have spent, by the product's accountant: ρ of every round with a report of theirs, in the worst 90 days.
 *
 * @param reportDays Of each browser, when it reported, in rounds that made a head; ascending.
 */
export function spentByBrowsers(
  reportDays: readonly (readonly number[])[],
  { noiseMultiplier, delta }: { readonly noiseMultiplier: number; readonly delta: number },
): SpentByBrowsers {
  const rho = rhoOf(noiseMultiplier);
  const spent = reportDays.map(mostInPeriod).sort((a, b) => a - b);
  const at = (share: number): number =>
    epsilonOf((spent[Math.min(spent.length - 1, Math.floor(share * spent.length))] ?? 0) * rho, delta);
  return { median: at(0.5), p99: at(0.99), most: at(1), promised: epsilonOf(MOST_REPORTS * rho, delta) };
}

/** The most reports in any 90 days. */
function mostInPeriod(days: readonly number[]): number {
  let most = 0;
  let first = 0;
  days.forEach((day, last) => {
    while (day - days[first] >= PERIOD_DAYS) first++;
    most = Math.max(most, last - first + 1);
  });
  return most;
}
