import type { SimulatedCatalogue } from "../simulate/simulated-catalogue.ts";
import type { DrawNegatives } from "./draw-negatives.ts";
import type { ShopLog } from "./shop-log.ts";

/** How many of the items nearest to the target make its neighbourhood: what a search for it would find. */
const NEIGHBOURS = 200;

/**
 * Hard negatives: drawn, as popular ones are, in proportion to purchases, but only among the 200 items that lie nearest to the
 * target by embedding and that the shopper does not own. What the target is says little then; which of its like it is, all.
 *
 * Costs n · size multiply-adds for a target that is new, then nothing: its nearest items are kept.
 *
 * @returns A draw that throws a RangeError if there are fewer than `count` items that the shopper does not own.
 */
export function likeNegatives({ shoppers }: ShopLog, catalogue: SimulatedCatalogue): DrawNegatives {
  const purchases = new Float64Array(catalogue.candidates.length);
  for (const shopper of shoppers) for (const { item } of shopper.purchases) purchases[item]++;
  const known = new Map<number, Int32Array>();
  return ({ target, owned, count, random }) => {
    const isFree = (item: number): boolean => item !== target && !owned.has(item);
    let nearest = known.get(target) ?? nearestTo(catalogue, target, 2 * NEIGHBOURS);
    known.set(target, nearest);
    let free = nearest.filter(isFree).subarray(0, NEIGHBOURS);
    if (free.length < NEIGHBOURS) {
      nearest = nearestTo(catalogue, target, purchases.length);
      free = nearest.filter(isFree).subarray(0, NEIGHBOURS);
    }
    if (free.length < count) {
      throw new RangeError(
        `Cannot draw ${count} items that a shopper does not own: there are ${free.length}; the catalogue is too small for lists, leave the shop out`,
      );
    }
    // The smallest of independent exponential times, each at the rate of an item's purchases: a draw without replacement.
    const times = Array.from(free, (item) => ({ item, time: -Math.log(1 - random()) / purchases[item] }));
    return times
      .sort((a, b) => a.time - b.time)
      .slice(0, count)
      .map(({ item }) => item);
  };
}

/** The `count` items of the largest cosine, or all of them, nearest first; equally near ones in the catalogue's order. */
function nearestTo({ embeddings, size }: SimulatedCatalogue, target: number, count: number): Int32Array {
  const items = embeddings.length / size;
  const own = embeddings.subarray(target * size, (target + 1) * size);
  const cosines = new Float64Array(items);
  for (let item = 0, at = 0; item < items; item++) {
    let sum = 0;
    for (let place = 0; place < size; place++, at++) sum += embeddings[at] * own[place];
    cosines[item] = sum;
  }
  const least = cosines.toSorted().at(-count) ?? Number.NEGATIVE_INFINITY;
  return Int32Array.from(cosines.keys())
    .filter((item) => cosines[item] >= least)
    .sort((a, b) => cosines[b] - cosines[a])
    .subarray(0, count);
}
