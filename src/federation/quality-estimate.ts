import { QUALITY_EPSILON } from "./quality-report.ts";
import { DRAWS, responseOdds } from "./randomised-response.ts";

/** An unbiased estimate; chance alone may take it out of its range. */
export interface Estimate {
  readonly mean: number;
  /** Standard error; not below what the randomising alone makes. */
  readonly error: number;
}

/**
 * How many of the browsers that reported have each value, as shares. With P(answer = value | value) = p and q for each other one:
 *
 *   share = (count / n − q) / (p − q),   error² = λ (1 − λ) / n / (p − q)²,   λ = count / n, cut to [q, p]
 *
 * @param counts Answers by value, of one field.
 * @returns Null if there are none.
 */
export function estimateShares(counts: readonly number[]): readonly Estimate[] | null {
  const reports = totalOf(counts);
  if (reports === 0) return null;
  const { p, q } = oddsFor(counts.length);
  return counts.map((count) => {
    const rate = count / reports;
    const likely = Math.min(p, Math.max(q, rate));
    return {
      mean: (rate - q) / (p - q),
      error: Math.sqrt((likely * (1 - likely)) / reports) / (p - q),
    };
  });
}

/**
 * By how much more often the visitor's order did better than the shop's: the share of the one less that of the other, in [−1, 1].
 *
 *   lift = (ours − theirs) / n / (p − q),   error² = ((ours + theirs) / n − (ours − theirs)² / n²) / n / (p − q)²
 *
 * @param counts Answers to `comparison`: undecided, personal, shop.
 * @returns Null if there are none.
 */
export function estimateLift([undecided, ours, theirs]: readonly number[]): Estimate | null {
  const reports = undecided + ours + theirs;
  if (reports === 0) return null;
  const { p, q } = oddsFor(3);
  const difference = (ours - theirs) / reports;
  const decided = Math.max(2 * q, (ours + theirs) / reports);
  return {
    mean: difference / (p - q),
    error: Math.sqrt((decided - difference ** 2) / reports) / (p - q),
  };
}

function oddsFor(valueCount: number): { readonly p: number; readonly q: number } {
  const { truth, other } = responseOdds(valueCount, QUALITY_EPSILON);
  return { p: truth / DRAWS, q: other / DRAWS };
}

function totalOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
