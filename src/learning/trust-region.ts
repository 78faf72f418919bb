import { spreadOf } from "./spread-of.ts";

/**
 * The personal part, history and all, may spread this much of what the base part does, before the hedge. Chosen on simulated
 * shoppers of the demo shop, whose order is by relevance already: wider, and careless clickers lose what careful ones gain;
 * narrower, and six choices of dear things hardly show.
 */
const WIDTH = 0.9;
/**
 * The base part counts as spreading at least this much, in units of score: about what the shop's order alone gives to
 * a list of 24 ({@link shopPriorAt}: 0.28). Without a floor, a base that finds all items alike would silence the
 * personal part for ever, in the one list where only the visitor's taste can tell them apart.
 */
const MIN_BASE_SPREAD = 0.25;

/**
 * Keeps the personal part of a list's scores from drowning the base part: all of it is shrunk by one factor, so that
 * its own order stays,
 *
 *   d ← d · min(1, 0.9 · max(std(b), 0.25) / std(d))
 *
 * @param baseScores     [n], b.
 * @param personalScores [n], d.
 * @returns [n], d as it may count. Zeros if a number is not finite: then the base alone decides.
 * @throws {RangeError} if the lengths differ.
 */
export function trustRegion(baseScores: ArrayLike<number>, personalScores: ArrayLike<number>): Float64Array {
  if (baseScores.length !== personalScores.length) {
    throw new RangeError(
      `Wanted as many personal scores as base scores, got ${personalScores.length} and ${baseScores.length}: score one list twice`,
    );
  }
  const base = Math.max(spreadOf(baseScores), MIN_BASE_SPREAD);
  const personal = spreadOf(personalScores);
  if (!Number.isFinite(base) || !Number.isFinite(personal)) return new Float64Array(personalScores.length);
  const factor = personal > WIDTH * base ? (WIDTH * base) / personal : 1;
  return Float64Array.from(personalScores, (score) => score * factor);
}
