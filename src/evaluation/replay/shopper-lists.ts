import type { Random } from "../../base/random.ts";
import { shuffle } from "../simulate/shuffle.ts";
import type { DrawNegatives } from "./draw-negatives.ts";
import type { Purchase, Shopper } from "./shop-log.ts";

/** One list of which exactly one item was bought. */
export interface ShopperList {
  /** [n]: indices into the catalogue, in random order. */
  readonly items: readonly number[];
  /** Index in the list of what was bought. */
  readonly wanted: number;
}

/** All lists of one shopper: whoever ranks them, they are the same. */
export interface ShopperLists {
  readonly shopperId: string;
  /** What is learned from, one page a purchase, oldest first. */
  readonly pages: readonly (ShopperList & { readonly atMs: number })[];
  /** By number of pages learned; only those after which the shopper bought on a later day. */
  readonly tests: ReadonlyMap<number, readonly ShopperList[]>;
}

const PAGE_NEGATIVES = 23;
const TEST_NEGATIVES = 49;
const MAX_TESTS = 2;
/** A log that knows days or invoices only says nothing of pace: what it holds at one moment is taken to be this far apart. */
const PAGE_MS = 60_000;
const DAY_MS = 24 * 3600 * 1000;

/**
 * Draws the lists of a shopper: after k purchases, up to two items of the next day on which the shopper bought anything, each among 49
 * negatives; and for every purchase a page of it and 23 negatives, in random order. Nobody was shown these lists: they compare ways of
 * ranking, and say nothing about sales.
 *
 * @param at Numbers of purchases after which to test, ascending.
 */
export function drawShopperLists(
  { id, purchases }: Shopper,
  at: readonly number[],
  drawNegatives: DrawNegatives,
  random: Random,
): ShopperLists {
  const owned = new Set(purchases.map(({ item }) => item));
  const list = ({ item: target, atMs }: Purchase, count: number): ShopperList => {
    const items = drawNegatives({ target, atMs, owned, count, random });
    const wanted = Math.floor(random() * (count + 1));
    items.splice(wanted, 0, target);
    return { items, wanted };
  };
  const tests = new Map<number, ShopperList[]>();
  for (const k of at) {
    const later = nextDay(purchases, k);
    if (later.length === 0) continue;
    const targets = shuffle([...later], random).slice(0, MAX_TESTS);
    tests.set(
      k,
      targets.map((target) => list(target, TEST_NEGATIVES)),
    );
  }
  const most = Math.max(0, ...tests.keys());
  const pages = purchases.slice(0, most).map((target, bought) => ({
    ...list(target, PAGE_NEGATIVES),
    atMs: target.atMs + PAGE_MS * placeInMoment(purchases, bought),
  }));
  return { shopperId: id, pages, tests };
}

/** The purchases of the first day after that of the k-th. */
function nextDay(purchases: Shopper["purchases"], k: number): Shopper["purchases"] {
  if (k > purchases.length) return [];
  const dayOf = (atMs: number): number => Math.floor(atMs / DAY_MS);
  const last = k === 0 ? -Infinity : dayOf(purchases[k - 1].atMs);
  const later = purchases.slice(k).filter(({ atMs }) => dayOf(atMs) > last);
  return later.filter(({ atMs }) => dayOf(atMs) === dayOf(later[0].atMs));
}

/** How many of the purchases before the one at `index` were made at its moment. */
function placeInMoment(purchases: Shopper["purchases"], index: number): number {
  let first = index;
  while (first > 0 && purchases[first - 1].atMs === purchases[index].atMs) first--;
  return index - first;
}
