import type { RuledList } from "./ruled-list.ts";

/** How far an order breaks the rules about windows, kept up to date while its cards change places. */
export interface RuleTally {
  /** Cards above the brand cap, summed over brands and windows. */
  capExcess(): number;
  /** Rare cards that windows lack although there are some further down, summed over windows. */
  floorLack(): number;
  /** Both together. */
  broken(): number;
  /** Whether the card at a place is one too many of its brand in some window, or a rare one below a window that lacks some. */
  isConcerned(place: number): boolean;
  /** Swaps the cards at two places of the order, the upper first, and tells what `broken` is then. Costs O(window + distance). */
  swap(upper: number, lower: number): number;
}

/**
 * A window is a run of `window` consecutive places. Every window counts: one card too many in the middle of a list is too many in
 * many of them.
 *
 * @param order A permutation; swaps are made in it.
 */
export function ruleTally(
  list: Pick<RuledList, "brands" | "brandCount" | "cap" | "isRare" | "floor">,
  order: number[],
): RuleTally {
  const cap = capTally(list, order);
  const floor = floorTally(list, order);
  return {
    capExcess: () => cap.total(),
    floorLack: () => floor.total(),
    broken: () => cap.total() + floor.total(),
    isConcerned: (place) => cap.isConcerned(place) || floor.isConcerned(place),
    swap: (upper, lower) => {
      const [down, up] = [order[upper], order[lower]];
      cap.swap(upper, lower);
      floor.swap(upper, lower);
      order[upper] = up;
      order[lower] = down;
      return cap.total() + floor.total();
    },
  };
}

interface Part {
  total(): number;
  isConcerned(place: number): boolean;
  /** Before the cards are swapped. */
  swap(upper: number, lower: number): void;
}

const NO_PART: Part = { total: () => 0, isConcerned: () => false, swap: () => undefined };

function capTally(
  { brands, brandCount, cap }: Parameters<typeof ruleTally>[0],
  order: readonly number[],
): Part {
  if (cap === null || brandCount === 0) return NO_PART;
  const { most, window } = cap;
  const last = order.length - window;
  const counts = new Uint16Array((last + 1) * brandCount);
  let excess = 0;
  const add = (at: number, brand: number): void => {
    if (brand >= 0 && counts[at * brandCount + brand]++ >= most) excess++;
  };
  const remove = (at: number, brand: number): void => {
    if (brand >= 0 && counts[at * brandCount + brand]-- > most) excess--;
  };
  for (const [place, index] of order.entries()) {
    for (let at = Math.max(0, place - window + 1); at <= Math.min(place, last); at++) add(at, brands[index]);
  }
  return {
    total: () => excess,
    isConcerned: (place) => {
      const brand = brands[order[place]];
      if (brand < 0 || excess === 0) return false;
      for (let at = Math.max(0, place - window + 1); at <= Math.min(place, last); at++) {
        if (counts[at * brandCount + brand] > most) return true;
      }
      return false;
    },
    swap: (upper, lower) => {
      const [down, up] = [brands[order[upper]], brands[order[lower]]];
      if (down === up) return;
      // Windows with the upper place and not the lower one, and the other way round.
      for (let at = Math.max(0, upper - window + 1); at <= Math.min(upper, lower - window, last); at++) {
        remove(at, down);
        add(at, up);
      }
      for (let at = Math.max(upper + 1, lower - window + 1); at <= Math.min(lower, last); at++) {
        remove(at, up);
        add(at, down);
      }
    },
  };
}

function floorTally({ isRare, floor }: Parameters<typeof ruleTally>[0], order: readonly number[]): Part {
  if (floor === null || !isRare.includes(1)) return NO_PART;
  const { least, window } = floor;
  const last = order.length - window;
  const counts = new Int32Array(last + 1);
  const after = new Int32Array(last + 1); // rare cards below the window
  let lack = 0;
  const lackOf = (at: number): number => Math.min(Math.max(0, least - counts[at]), after[at]);
  for (const [place, index] of order.entries()) {
    if (isRare[index] === 0) continue;
    for (let at = Math.max(0, place - window + 1); at <= Math.min(place, last); at++) counts[at]++;
    for (let at = 0; at <= Math.min(place - window, last); at++) after[at]++;
  }
  for (let at = 0; at <= last; at++) lack += lackOf(at);
  return {
    total: () => lack,
    isConcerned: (place) => lack > 0 && isRare[order[place]] === 1,
    swap: (upper, lower) => {
      const gain = isRare[order[lower]] - isRare[order[upper]]; // 1: a rare card goes up
      if (gain === 0) return;
      for (let at = Math.max(0, upper - window + 1); at <= Math.min(lower, last); at++) {
        lack -= lackOf(at);
        const hasUpper = at <= upper;
        const hasLower = at + window > lower;
        if (hasUpper && !hasLower) counts[at] += gain;
        if (hasLower && !hasUpper) counts[at] -= gain;
        if (!hasLower && at + window > upper) after[at] -= gain;
        lack += lackOf(at);
      }
    },
  };
}
