/** What came of a report probability so far. */
export interface FillProgress {
  /** That browsers were told, in (0, 1]. */
  readonly probability: number;
  /** Since it was told, in this round; above 0. */
  readonly elapsedMs: number;
  /** Reports that came meanwhile. */
  readonly reports: number;
  /** Reports that close a round. */
  readonly cohort: number;
  /** In which a round is to fill; null: as soon as may be. */
  readonly fillMs: number | null;
}

/** Of the error, as a logarithm, so much is mended at a time. */
const GAIN = 0.5;
/** The first report of a quiet night says little: no step up is longer. */
const MOST_UP = 4;
/** Smaller steps are not worth a new manifest, which every browser would have to fetch. */
const LEAST_STEP = 1.1;
/** One in a million visitors. */
const LEAST = 1e-6;

/**
 * The share of the reports that are due which browsers are to send, so that a round of `cohort` fills in `fillMs`:
 *
 *   next = probability · (T / fillMs)^½,   T = elapsedMs · cohort / reports
 *
 * T is how long a round takes at the rate at which reports come, so that ln(T / fillMs) is halved at each step: it never overshoots, and
 * settles even if browsers act on it a round late (e ← e − e' / 2, whose roots have size 0.71). Chance in T, 1 / √cohort, comes through
 * at 0.58 of its size. At the end T is within 21 % of fillMs, or all browsers report and there are too few.
 *
 * @returns In [1e-6, 1]; the same number where the step would be less than a tenth.
 */
export function nextReportProbability(progress: FillProgress): number {
  const { probability, elapsedMs, reports, cohort, fillMs } = progress;
  if (fillMs === null) return 1;
  const roundMs = (elapsedMs * cohort) / Math.max(1, reports);
  const step = Math.min(MOST_UP, (roundMs / fillMs) ** GAIN);
  const next = Math.min(1, Math.max(LEAST, probability * step));
  const ratio = next / probability;
  const isSmall = ratio < LEAST_STEP && ratio > 1 / LEAST_STEP;
  // All of them is worth a small step: nothing is left to mend then.
  return isSmall && next < 1 ? probability : next;
}
