import type { MonitoringRecord } from "../store/sharing-records.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS_BETWEEN_REPORTS = 7;
export const REPORT_PERIOD_DAYS = 90;
/** In that period; no more need be remembered. */
export const MAX_REPORTS = 12;

/** When a report may go: a week after the first note since the last one, and never more than 12 in 90 days. Infinity if nothing was noted. */
export function reportDueAtMs({ sinceMs, sentAtMs }: Pick<MonitoringRecord, "sinceMs" | "sentAtMs">): number {
  if (sinceMs === null) return Number.POSITIVE_INFINITY;
  const oldest = sentAtMs.length < MAX_REPORTS ? Number.NEGATIVE_INFINITY : sentAtMs.at(-MAX_REPORTS)!;
  // A clock that was set back does not make a report due earlier.
  const lastMs = sentAtMs.at(-1) ?? Number.NEGATIVE_INFINITY;
  return Math.max(
    Math.max(sinceMs, lastMs) + DAYS_BETWEEN_REPORTS * DAY_MS,
    oldest + REPORT_PERIOD_DAYS * DAY_MS,
  );
}
