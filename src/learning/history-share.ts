import { spreadOf } from "./spread-of.ts";

/**
 * What is like the history may spread this much of what the base part does: less than what was learned, since it was fitted on
 * lists of everything that a shop sells, where it tells much more than among the answers to one search.
 */
const WIDTH = 0.3;
/** What is left of equal scores once the history has been taken out of them. */
const ROUNDING = 1e-6;

/**
 * The factor by which the history's part of a list counts, so that it does not drown the base part: min(1, 0.3 · std(b) / std(h)).
 * A list that has no order of its own has nothing to drown: there it counts in full.
 *
 * @param baseScores    [n], b.
 * @param historyScores [n], h, see historyPart.
 * @returns In (0, 1]; NaN if a number is not finite.
 */
export function historyShare(baseScores: ArrayLike<number>, historyScores: ArrayLike<number>): number {
  const [base, history] = [spreadOf(baseScores), spreadOf(historyScores)];
  return base < ROUNDING || history <= WIDTH * base ? 1 : (WIDTH * base) / history;
}
