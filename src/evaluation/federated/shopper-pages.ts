import { seededRandom } from "../../base/random.ts";
import type { DrawNegatives } from "../replay/draw-negatives.ts";
import { REPLAY_SEED, TEST_AFTER } from "../replay/replay-plan.ts";
import type { Shopper } from "../replay/shop-log.ts";
import { drawShopperLists, type ShopperList } from "../replay/shopper-lists.ts";
import { shopperSeed } from "../replay/shopper-seed.ts";

/** A list with what it takes to describe it. */
export interface DrawnList extends ShopperList {
  /** How many of the shopper's purchases, oldest first, are its history. */
  readonly before: number;
  readonly atMs: number;
}

/** A shopper whose device takes part. */
export interface Client {
  readonly shopper: Shopper;
  readonly pages: readonly DrawnList[];
}

/** A shopper of whom nothing has been learned. */
export interface Newcomer {
  readonly shopper: Shopper;
  /** The first five purchases, if there is a test after them. */
  readonly pages: readonly DrawnList[];
  /** By number of purchases, 0 and 5: up to two things bought on the next day, each in a list of its own. */
  readonly tests: ReadonlyMap<number, readonly DrawnList[]>;
}

/** Interactions after which newcomers are tested. */
export const NEWCOMER_AFTER = [0, 5] as const;
/** Of a device's log. */
const MAX_PAGES = 50;
const PAGE_NEGATIVES = 23;
const PAGE_MS = 60_000;
const DAY_MS = 24 * 3600 * 1000;

/**
 * The lists of a shopper that takes part: for each of the first 50 purchases one of it and 23 negatives, in random order. The history of
 * a list ends on the day before, as it does when newcomers are tested: what is bought together would tell of itself.
 */
export function drawClient(shopper: Shopper, drawNegatives: DrawNegatives): Client {
  const { id, purchases } = shopper;
  const random = seededRandom(shopperSeed(REPLAY_SEED, id));
  const owned = new Set(purchases.map(({ item }) => item));
  let before = 0;
  const pages = purchases.slice(0, MAX_PAGES).map(({ item: target, atMs }, bought) => {
    if (dayOf(purchases[before].atMs) !== dayOf(atMs)) before = bought;
    const items = drawNegatives({ target, atMs, owned, count: PAGE_NEGATIVES, random });
    const wanted = Math.floor(random() * (PAGE_NEGATIVES + 1));
    items.splice(wanted, 0, target);
    return { items, wanted, before, atMs: atMs + PAGE_MS * (bought - before) };
  });
  return { shopper, pages };
}

/** The lists of a newcomer: those of `eval:replay` after 0 and 5 purchases. Null if there is none. */
export function drawNewcomer(shopper: Shopper, drawNegatives: DrawNegatives): Newcomer | null {
  const random = seededRandom(shopperSeed(REPLAY_SEED, shopper.id));
  const lists = drawShopperLists(shopper, TEST_AFTER, drawNegatives, random);
  const tests = new Map<number, DrawnList[]>();
  for (const k of NEWCOMER_AFTER) {
    const drawn = lists.tests.get(k);
    if (drawn === undefined) continue;
    tests.set(
      k,
      drawn.map((list) => ({ ...list, before: k, atMs: 0 })),
    );
  }
  if (tests.size === 0) return null;
  const most = tests.has(5) ? 5 : 0;
  return { shopper, pages: lists.pages.slice(0, most).map((page, before) => ({ ...page, before })), tests };
}

function dayOf(atMs: number): number {
  return Math.floor(atMs / DAY_MS);
}
