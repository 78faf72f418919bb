import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { popularNegatives, timeMatchedNegatives } from "./draw-negatives.ts";
import type { ShopLog } from "./shop-log.ts";
import { DAY_MS, syntheticLog } from "./synthetic-log.test-helper.ts";

/** Item i is bought on day i. */
const daily: ShopLog = {
  name: "daily",
  titles: Array.from({ length: 100 }, (_, item) => `item ${item}`),
  prices: null,
  shoppers: [
    { id: "a", purchases: Array.from({ length: 100 }, (_, item) => ({ item, atMs: item * DAY_MS })) },
  ],
};
const request = { target: 50, atMs: 50 * DAY_MS, owned: new Set([50]), random: seededRandom(1) };

describe.each([
  ["popularNegatives", popularNegatives],
  ["timeMatchedNegatives", timeMatchedNegatives],
] as const)("%s", (_, negativesOf) => {
  test("draws as many distinct items as asked for, none of which the shopper owns", () => {
    const log = syntheticLog(120, 30);
    const draw = negativesOf(log);
    for (const { purchases } of log.shoppers) {
      const owned = new Set(purchases.map(({ item }) => item));
      const items = draw({ ...request, owned, count: 49, atMs: purchases[0].atMs });
      expect(new Set(items).size).toBe(49);
      expect(items.filter((item) => owned.has(item))).toEqual([]);
    }
  });

  test("says that the catalogue is too small where hardly anything is left to draw", () => {
    expect(() => negativesOf(daily)({ ...request, count: 100 })).toThrow(/draw 100 items .* found 99/);
  });
});

describe("popularNegatives", () => {
  test("draws the first item in proportion to how often it was bought", () => {
    const purchases = [0, 1, 1, 1].map((item, day) => ({ item, atMs: day }));
    const draw = popularNegatives({ ...daily, shoppers: [{ id: "a", purchases }] });
    const random = seededRandom(2);
    const ones = Array.from({ length: 2000 }, () => draw({ ...request, count: 1, random })[0]).filter(
      (item) => item === 1,
    );
    expect(ones.length / 2000).toBeGreaterThan(0.72);
    expect(ones.length / 2000).toBeLessThan(0.78);
  });
});

describe("timeMatchedNegatives", () => {
  test("draws only what was bought within two weeks of the target, on both sides", () => {
    const items = timeMatchedNegatives(daily)({ ...request, count: 28 });
    expect(items.toSorted((a, b) => a - b)).toEqual([
      ...Array.from({ length: 14 }, (_, at) => 36 + at),
      ...Array.from({ length: 14 }, (_, at) => 51 + at),
    ]);
  });

  test("fills up from all purchases where the window holds too few", () => {
    const items = timeMatchedNegatives(daily)({ ...request, count: 49 });
    expect(items).toHaveLength(49);
    expect(items.filter((item) => Math.abs(item - 50) <= 14)).toHaveLength(28);
  });

  test("draws from all purchases where nobody bought anything near", () => {
    expect(timeMatchedNegatives(daily)({ ...request, atMs: 900 * DAY_MS, count: 5 })).toHaveLength(5);
  });
});
