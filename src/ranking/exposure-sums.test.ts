import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addExposure,
  exposureOf,
  type ExposureSums,
  initExposure,
  MAX_NAMES,
  ruleUseBy,
} from "./exposure-sums.ts";

const noUse = ruleUseBy(() => ({ bound: 0, broken: 0, shop: 0 }));

describe("exposureOf", () => {
  const candidates = [
    { brand: "Holt", seller: "s1" },
    { brand: "Kiln", isNew: true },
    { brand: "Holt", seller: "s2", isNew: false },
    {},
  ];
  const list = exposureOf(candidates, [1, 2, 0, 3], noUse);

  test("sums P(examined) where cards were shown, and where the shop has them", () => {
    const named = Object.fromEntries(list.brands.named.map(({ name, ...exposure }) => [name, exposure]));
    expect(named["Kiln"]).toEqual({ shown: 1, shop: 1 / 2, cards: 1 });
    expect(named["Holt"].shown).toBeCloseTo(1 / 2 + 1 / 3, 12);
    expect(named["Holt"].shop).toBeCloseTo(1 + 1 / 3, 12);
    expect([list.lists, list.all.cards, list.newItems]).toEqual([1, 4, { shown: 1, shop: 1 / 2, cards: 1 }]);
    expect(list.all.shown).toBeCloseTo(list.all.shop, 12);
  });

  test("leaves cards without a name out of the names, and in the whole", () => {
    expect(list.sellers.named.map(({ name, cards }) => [name, cards])).toEqual([
      ["s2", 1],
      ["s1", 1],
    ]);
    expect(list.all.shown).toBeCloseTo(1 + 1 / 2 + 1 / 3 + 1 / 4, 12);
  });

  test("cuts the shop's order into tenths", () => {
    const { deciles } = exposureOf(
      Array.from({ length: 20 }, () => ({})),
      Array.from({ length: 20 }, (_, place) => 19 - place),
      noUse,
    );
    expect(deciles.map(({ cards }) => cards)).toEqual(new Array(10).fill(2));
    expect(deciles[0].shop).toBeCloseTo(1 + 1 / 2, 12);
    expect(deciles[0].shown).toBeCloseTo(1 / 20 + 1 / 19, 12);
    expect(deciles[9].shown).toBeCloseTo(1 + 1 / 2, 12);
  });
});

describe("addExposure", () => {
  const names = fc.array(
    fc.constantFrom(
      { brand: "a", seller: "x" },
      { brand: "b", seller: "x", isNew: true },
      { brand: "c" },
      { seller: "y" },
      { isNew: true },
    ),
    { minLength: 1, maxLength: 12 },
  );
  const lists = names.map((cards) => exposureOf(cards, [...cards.keys()].reverse(), noUse));
  const rounded = (sums: ExposureSums): unknown =>
    JSON.parse(
      JSON.stringify(sums, (_, value: unknown) =>
        typeof value === "number" ? Number(value.toFixed(9)) : value,
      ),
    );

  test("adds nothing where nothing was, and goes in any grouping", () => {
    fc.assert(
      fc.property(lists, lists, lists, (a, b, c) => {
        expect(rounded(addExposure(initExposure(), a))).toEqual(rounded(a));
        expect(rounded(addExposure(addExposure(a, b), c))).toEqual(
          rounded(addExposure(a, addExposure(b, c))),
        );
      }),
    );
  });

  test("keeps the names that were listed last, and the exposure of those it drops", () => {
    let sums = initExposure();
    const total = MAX_NAMES + 40;
    for (let at = 0; at < total; at++)
      sums = addExposure(sums, exposureOf([{ brand: `b${at}` }], [0], noUse));
    sums = addExposure(sums, exposureOf([{ brand: "b40" }], [0], noUse)); // comes last again
    sums = addExposure(sums, exposureOf([{ brand: "one more" }], [0], noUse));
    const { named, rest } = sums.brands;
    expect(named).toHaveLength(MAX_NAMES);
    expect(named.slice(-2)).toEqual([
      { name: "b40", shown: 2, shop: 2, cards: 2 },
      { name: "one more", shown: 1, shop: 1, cards: 1 },
    ]);
    expect(rest.cards + named.reduce((sum, { cards }) => sum + cards, 0)).toBe(sums.all.cards);
    expect(rest.cards).toBe(41);
  });

  test("counts the use of each rule", () => {
    const bound = ruleUseBy((name) => ({ bound: Number(name === "block"), broken: 0, shop: 1 }));
    const list = exposureOf([{}], [0], bound);
    const { ruleUse } = addExposure(list, list);
    expect(ruleUse.block).toEqual({ bound: 2, broken: 0, shop: 2 });
    expect(ruleUse.brandCap.bound).toBe(0);
  });
});
