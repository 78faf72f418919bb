const DAY_MS = 24 * 60 * 60 * 1000;
/** An action this long after the click is credited half as much. */
const HALF_LIFE_MS = 3 * DAY_MS;
/** An action is credited to no click or look that is older. */
export const CREDIT_WINDOW_MS: number = 30 * DAY_MS;
/** Who comes back later than this was away, and did not look all the time. */
const MAX_DWELL_MS = 30 * 60 * 1000;

/** A click that was learned from, for what may follow from it on later pages. */
export interface Click {
  readonly eventId: string;
  readonly rankingId: string;
  readonly itemId: string;
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** True once the visitor's coming back from it has been counted. */
  readonly hasDwelt: boolean;
}

/**
 * Splits the credit for an action over the clicks that led to it: time-decay attribution. With a_i the age of click i in
 * half-lives of 3 days,
 *
 *   share_i = 2^−a_i / Σ 2^−a,   Σ share = 1;      credit_i = share_i · 2^−min a
 *
 * so a purchase right after its only click counts in full, and one a week later a fifth of that, over however many clicks.
 *
 * @param clickTimesMs [n], Unix epoch. Those after the action and those more than 30 days before it get nothing.
 * @returns [n], each in [0, 1], sum at most 1.
 * @see Google Ads help, Time decay attribution, which halves credit every 7 days before a conversion
 */
export function creditOf(clickTimesMs: readonly number[], actionAtMs: number): Float64Array {
  const ages = clickTimesMs.map((atMs) => actionAtMs - atMs);
  const decays = Float64Array.from(ages, (age) =>
    age >= 0 && age <= CREDIT_WINDOW_MS ? 2 ** (-age / HALF_LIFE_MS) : 0,
  );
  const total = decays.reduce((sum, decay) => sum + decay, 0);
  if (total === 0) return decays;
  const newest = Math.max(...decays);
  return decays.map((decay) => (decay / total) * newest);
}

/**
 * The click that a visitor comes back from, if it is the newest, of the last half hour, and not counted yet; else null.
 *
 * @param clicks In any order; those of a time to come are left out, of a clock that was ahead once.
 */
export function clickBehind(clicks: readonly Click[], atMs: number): Click | null {
  const newest = clicks
    .filter((click) => click.atMs < atMs)
    .reduce<Click | null>(
      (found, click) => (found === null || click.atMs >= found.atMs ? click : found),
      null,
    );
  return newest !== null && !newest.hasDwelt && atMs - newest.atMs <= MAX_DWELL_MS ? newest : null;
}
