import type { Random } from "../base/random.ts";
import { type FixedPlace, holdPlaces } from "./hold-places.ts";

/** One list made of two orders, and who put each item there. */
export interface Draft {
  /** A permutation: `order[place]` is the index of the candidate shown there. */
  readonly order: readonly number[];
  /** [n] by place; null for a fixed candidate, which neither side may claim. */
  readonly teams: readonly ("personal" | "base" | null)[];
}

/**
 * Interleaves two orders as captains pick their teams: in each round chance says who goes first, and each side places its
 * best candidate that is still free. Every pair of items that the two sides disagree about is shown without favour, so
 * more clicks for one side mean that the visitor prefers its order; no page has to be given up to the other order.
 *
 * @param personal Permutation of 0 .. n − 1, best first; fixed candidates may stand anywhere in it.
 * @param base     Another order of the same candidates.
 * @param fixed    Candidates that hold a place; each index and each place at most once.
 * @throws {RangeError} if an order is not a permutation, or a fixed place is out of range or taken twice.
 * @see Radlinski, Kurup, Joachims 2008, How does clickthrough data reflect retrieval quality?
 */
export function teamDraft(
  personal: readonly number[],
  base: readonly number[],
  fixed: readonly FixedPlace[],
  random: Random,
): Draft {
  const count = base.length;
  if (personal.length !== count || !isPermutation(personal) || !isPermutation(base)) {
    throw new RangeError(
      `Wanted two orders of the same ${count} candidates, got [${personal.join()}] and [${base.join()}]`,
    );
  }
  const { order, isHeld: isTaken } = holdPlaces(count, fixed);
  const teams = new Array<"personal" | "base" | null>(count).fill(null);
  const best = (of: readonly number[]): number => of.find((index) => !isTaken[index]) ?? -1;
  let second: "personal" | "base" | null = null; // who is still to pick in this round
  for (let place = 0; place < count; place++) {
    if (order[place] !== -1) continue;
    const team: "personal" | "base" = second ?? (random() < 0.5 ? "personal" : "base");
    second = second !== null ? null : team === "personal" ? "base" : "personal";
    const index = best(team === "personal" ? personal : base);
    order[place] = index;
    isTaken[index] = true;
    teams[place] = team;
  }
  return { order, teams };
}

function isPermutation(order: readonly number[]): boolean {
  return (
    new Set(order).size === order.length &&
    order.every((index) => Number.isInteger(index) && index >= 0 && index < order.length)
  );
}
