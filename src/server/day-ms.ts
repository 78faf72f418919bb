/** A day, for which quotas hold and reports of quality are counted. */
export const DAY_MS: number = 24 * 60 * 60 * 1_000;
