import type { ScalePlan } from "./scale-plan.ts";

/** The product's own bounds on a browser, see worker/sharing.ts: a draw every seven days, twelve reports in ninety. */
export const DAYS_BETWEEN_DRAWS = 7;
export const MOST_REPORTS = 12;
export const PERIOD_DAYS = 90;

/**
 * Reports that are due in a day over all browsers, before the lot, on a day after the tag went live. At first each browser is due at
 * its first visit; later at the first one after seven days, which is 1 / v days later on average:
 *
 *   B v exp(-v t) in the first seven days, then B / (7 + 1 / v);   B = browsers that take part, v = visits of one in a day
 */
export function dueReportsPerDay(
  {
    visitsPerDay,
    visitsPerBrowserDay,
    takingPart,
  }: Pick<ScalePlan, "visitsPerDay" | "visitsPerBrowserDay" | "takingPart">,
  atDays: number,
): number {
  const browsers = (visitsPerDay / visitsPerBrowserDay) * takingPart;
  return atDays < DAYS_BETWEEN_DRAWS
    ? browsers * visitsPerBrowserDay * Math.exp(-visitsPerBrowserDay * atDays)
    : browsers / (DAYS_BETWEEN_DRAWS + 1 / visitsPerBrowserDay);
}
