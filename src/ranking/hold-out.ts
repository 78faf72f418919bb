import { crc32 } from "../base/checksum.ts";
import { seededRandom } from "../base/random.ts";

/**
 * Whether a ranking is held out: shown in the shop's order, so that what personal orders are worth is proven against it.
 * The same visitor and ranking give the same answer wherever and however often it is asked; a larger share holds out
 * everything that a smaller one does.
 *
 * @param visitorSeed Any integer, random for each visitor: without it all visitors would hold out the same rankings.
 * @param rankingId   Not empty.
 * @param share       Of the rankings, in [0, 1]: 0 holds out none.
 * @throws {RangeError} if one of them is out of range.
 */
export function isHeldOut(visitorSeed: number, rankingId: string, share: number): boolean {
  if (!(share >= 0 && share <= 1) || !Number.isInteger(visitorSeed) || rankingId === "") {
    throw new RangeError(
      `Wanted a whole visitor seed, a ranking id and a share in [0, 1], got ${visitorSeed}, "${rankingId}" and ${share}`,
    );
  }
  // A checksum alone keeps near ids near; one draw of a generator that it seeds does not.
  return seededRandom(crc32([new TextEncoder().encode(`${visitorSeed} ${rankingId}`)]))() < share;
}
