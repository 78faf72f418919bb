import { describe, expect, test } from "vitest";
import { REPLAY_SEED, TEST_AFTER } from "../replay/replay-plan.ts";
import { drawShopperLists } from "../replay/shopper-lists.ts";
import { shopperSeed } from "../replay/shopper-seed.ts";
import { DAY_MS, syntheticLog } from "../replay/synthetic-log.test-helper.ts";
import { seededRandom } from "../../base/random.ts";
import { evenNegatives } from "./even-negatives.ts";
import { drawClient, drawNewcomer } from "./shopper-pages.ts";

const LOG = syntheticLog(300, 5);
const DRAW = evenNegatives(LOG);
const [SHOPPER] = LOG.shoppers;

describe("drawClient", () => {
  test("lists each purchase among 23 items that the shopper does not own, each once", () => {
    const { pages } = drawClient(SHOPPER, DRAW);
    expect(pages).toHaveLength(SHOPPER.purchases.length);
    const owned = new Set(SHOPPER.purchases.map(({ item }) => item));
    for (const [at, { items, wanted }] of pages.entries()) {
      expect(new Set(items).size).toBe(24);
      expect(items[wanted]).toBe(SHOPPER.purchases[at].item);
      expect(items.filter((item) => owned.has(item))).toHaveLength(1);
    }
  });

  test("takes as a list's history what was bought on earlier days alone", () => {
    for (const shopper of LOG.shoppers) {
      for (const [at, { before, atMs }] of drawClient(shopper, DRAW).pages.entries()) {
        const day = shopper.purchases[at].atMs;
        expect(before).toBe(shopper.purchases.filter((other) => other.atMs < day).length);
        expect(Math.floor(atMs / DAY_MS)).toBe(Math.floor(day / DAY_MS));
      }
    }
  });

  test("has at most 50 lists, and draws the same ones every time", () => {
    const many = {
      id: "many",
      purchases: Array.from({ length: 80 }, (_, item) => ({ item, atMs: Math.floor(item / 3) * DAY_MS })),
    };
    expect(drawClient(many, DRAW).pages).toHaveLength(50);
    expect(drawClient(many, DRAW)).toEqual(drawClient(many, DRAW));
    expect(drawClient({ id: "none", purchases: [] }, DRAW).pages).toEqual([]);
  });
});

describe("drawNewcomer", () => {
  test("has the lists of a replay before any purchase and after five, and the five pages between", () => {
    const { pages, tests } = drawNewcomer(SHOPPER, DRAW)!;
    const random = seededRandom(shopperSeed(REPLAY_SEED, SHOPPER.id));
    const replayed = drawShopperLists(SHOPPER, TEST_AFTER, DRAW, random);
    for (const k of [0, 5]) {
      expect(tests.get(k)).toEqual(replayed.tests.get(k)!.map((list) => ({ ...list, before: k, atMs: 0 })));
    }
    expect([...tests.keys()]).toEqual([0, 5]);
    expect(pages.map(({ items }) => items)).toEqual(replayed.pages.slice(0, 5).map(({ items }) => items));
    expect(pages.map(({ before }) => before)).toEqual([0, 1, 2, 3, 4]);
  });

  test("has no pages where there is no test after five, and is nobody without a purchase", () => {
    const short = { id: "short", purchases: SHOPPER.purchases.slice(0, 3) };
    expect(drawNewcomer(short, DRAW)).toMatchObject({ pages: [] });
    expect(drawNewcomer({ id: "none", purchases: [] }, DRAW)).toBeNull();
  });
});
