import type { Random } from "../base/random.ts";

const MINUTE_MS = 60_000;
export const LONGEST_RETRY_MS: number = 24 * 60 * MINUTE_MS;

/**
 * How long to wait before sending is tried again by itself: a minute at least, a day at most, drawn from a range that doubles with each
 * failure, so that browsers that failed together do not come back together.
 *
 *   wait = 1 min + u · (min(1 day, 2^failures min) − 1 min), u uniform in [0, 1)
 *
 * @param failures In a row, from 1.
 * @see Brooker 2015, Exponential backoff and jitter, https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function retryDelayMs(failures: number, random: Random): number {
  const longest = Math.min(LONGEST_RETRY_MS, MINUTE_MS * 2 ** Math.max(1, failures));
  return MINUTE_MS + random() * (longest - MINUTE_MS);
}
