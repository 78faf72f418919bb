import { historyShare } from "./history-share.ts";

/** What of a list's scores is this visitor's own, before the guard. */
export interface VisitorScores {
  /** [n]: what was learned, and the history's part as far as it counts. */
  readonly scores: Float64Array;
  /** See {@link historyShare}. */
  readonly ofHistory: number;
}

/**
 * Puts together what is known of the visitor. Nobody else has this history: it is held back like what was learned.
 *
 * @param room      How far the history may spread, see historyRoom.
 * @param byHistory [n], see historyPart.
 * @param learned   [n], by the personal head.
 */
export function visitorScores(
  room: number,
  byHistory: ArrayLike<number>,
  learned: ArrayLike<number>,
): VisitorScores {
  const ofHistory = historyShare(room, byHistory);
  const scores = Float64Array.from(learned, (score, index) => score + ofHistory * byHistory[index]);
  return { scores, ofHistory };
}
