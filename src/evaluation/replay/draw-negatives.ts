import type { Random } from "../../base/random.ts";
import type { ShopLog } from "./shop-log.ts";

/** Draws `count` distinct items that are not in `owned`, to be listed with a `target` that was bought at `atMs`. */
export type DrawNegatives = (request: {
  readonly target: number;
  readonly atMs: number;
  /** All that the shopper ever bought, the target too. */
  readonly owned: ReadonlySet<number>;
  readonly count: number;
  readonly random: Random;
}) => number[];

const WINDOW_MS = 14 * 24 * 3600 * 1000;
/** What a constructed list cannot find in a window is drawn from all purchases, rather than never ending. */
const MAX_TRIES_PER_ITEM = 200;
/** After so many draws in vain for each item there is nothing left that the shopper does not own. */
const MAX_DRAWS_PER_ITEM = 4000;

/**
 * Each draw proportional to how often an item was bought, by whomever: the popularity of a candidate says nothing then.
 *
 * @throws {RangeError} from the draw, if hardly anything is left that the shopper does not own.
 */
export function popularNegatives({ shoppers }: ShopLog): DrawNegatives {
  const bought = Int32Array.from(shoppers.flatMap(({ purchases }) => purchases.map(({ item }) => item)));
  return ({ owned, count, random }) =>
    distinct(count, owned, () => bought[Math.floor(random() * bought.length)]);
}

/**
 * As {@link popularNegatives}, among the purchases of two weeks before and after the target's: then neither season nor
 * assortment tells the target from the rest.
 */
export function timeMatchedNegatives({ shoppers }: ShopLog): DrawNegatives {
  const purchases = shoppers.flatMap((shopper) => shopper.purchases).sort((a, b) => a.atMs - b.atMs);
  const times = Float64Array.from(purchases, ({ atMs }) => atMs);
  return ({ owned, count, atMs, random }) => {
    const first = firstAtLeast(times, atMs - WINDOW_MS);
    const last = firstAtLeast(times, atMs + WINDOW_MS + 1);
    let tries = 0;
    return distinct(count, owned, () => {
      const isNear = last > first && tries++ < count * MAX_TRIES_PER_ITEM;
      const [from, to] = isNear ? [first, last] : [0, purchases.length];
      return purchases[from + Math.floor(random() * (to - from))].item;
    });
  };
}

function distinct(count: number, owned: ReadonlySet<number>, draw: () => number): number[] {
  const items = new Set<number>();
  for (let tries = 0; items.size < count; tries++) {
    if (tries === MAX_DRAWS_PER_ITEM * count) {
      throw new RangeError(
        `Cannot draw ${count} items that a shopper does not own: found ${items.size}; the catalogue is too small for lists, leave the shop out`,
      );
    }
    const item = draw();
    if (!owned.has(item)) items.add(item);
  }
  return [...items];
}

/** Index of the first time that is not before `atMs`. */
function firstAtLeast(times: Float64Array, atMs: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
