import { spreadOf } from "./spread-of.ts";

/** What is left of equal scores once the history has been taken out of them. */
const ROUNDING = 1e-6;

/**
 * The factor by which the history's part of a list counts: min(1, room / std(h)). A list that has no order of its own has nothing to
 * drown: there it counts in full.
 *
 * @param room          See historyRoom.
 * @param historyScores [n], h, see historyPart.
 * @returns In (0, 1]; NaN if a number is not finite.
 */
export function historyShare(room: number, historyScores: ArrayLike<number>): number {
  const spread = spreadOf(historyScores);
  return room < ROUNDING || spread <= room ? 1 : room / spread;
}
