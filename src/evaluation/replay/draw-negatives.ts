import type { Random } from "../../base/random.ts";
import type { ShopLog } from "./shop-log.ts";

/** Draws `count` distinct items that are not in `owned`, for a target that was bought at `atMs`. */
export type DrawNegatives = (request: {
  readonly owned: ReadonlySet<number>;
  readonly count: number;
  readonly atMs: number;
  readonly random: Random;
}) => number[];

const WINDOW_MS = 14 * 24 * 3600 * 1000;
/** What a constructed list cannot find in a window is drawn from all purchases, rather than never ending. */
const MAX_TRIES_PER_ITEM = 200;

/** Each draw proportional to how often an item was bought: the popularity of a candidate says nothing then. */
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
    const last = firstAtLeast(times, atMs + WINDOW_MS);
    let tries = 0;
    return distinct(count, owned, () => {
      const isNear = last > first && tries++ < count * MAX_TRIES_PER_ITEM;
      const [from, to] = isNear ? [first, last] : [0, purchases.length];
      return purchases[from + Math.floor(random() * (to - from))].item;
    });
  };
}

/**
 * The items most like the target by embedding, of those that the shopper does not own: what a shop's own search would list
 * beside it.
 *
 * @param embeddings [n, size], unit rows.
 */
export function likeNegatives(
  embeddings: Float32Array,
  size: number,
  target: number,
  { owned, count }: { readonly owned: ReadonlySet<number>; readonly count: number },
): number[] {
  const items = embeddings.length / size;
  const cosines = new Float64Array(items);
  for (let item = 0; item < items; item++) {
    for (let at = 0; at < size; at++)
      cosines[item] += embeddings[item * size + at] * embeddings[target * size + at];
  }
  return [...cosines.keys()]
    .filter((item) => item !== target && !owned.has(item))
    .sort((a, b) => cosines[b] - cosines[a])
    .slice(0, count);
}

function distinct(count: number, owned: ReadonlySet<number>, draw: () => number): number[] {
  const items = new Set<number>();
  let tries = 0;
  while (items.size < count) {
    const item = draw();
    if (!owned.has(item)) items.add(item);
    if (++tries > 1000 * count + 100_000) {
      throw new RangeError(
        `Cannot draw ${count} items that a shopper does not own: found ${items.size}; the catalogue is too small for lists`,
      );
    }
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
