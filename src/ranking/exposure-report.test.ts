import { describe, expect, test } from "vitest";
import { exposureReport } from "./exposure-report.ts";
import { NO_RULES } from "./exposure-rules.ts";
import { type Exposure, exposureOf, type ExposureSums, initExposure } from "./exposure-sums.ts";

const none = { shown: 0, shop: 0, cards: 0 };

/** Sums of brands alone. */
function brandsOf(brands: Readonly<Record<string, Exposure>>, rest: Exposure = none): ExposureSums {
  const named = Object.entries(brands).map(([name, exposure]) => ({ name, ...exposure }));
  const all = [...named, rest].reduce(
    (sum, { shown, shop, cards }) => ({
      shown: sum.shown + shown,
      shop: sum.shop + shop,
      cards: sum.cards + cards,
    }),
    none,
  );
  return { ...initExposure(), lists: 1, all, brands: { named, rest } };
}

describe("exposureReport", () => {
  test("gives shares of the exposure, most exposed first, and what they would be by number of cards", () => {
    const sums = brandsOf({ a: { shown: 1, shop: 3, cards: 5 }, b: { shown: 3, shop: 1, cards: 3 } });
    expect(exposureReport(sums, NO_RULES).brands).toEqual([
      { name: "b", share: { shown: 0.75, shop: 0.25 }, cardShare: 3 / 8 },
      { name: "a", share: { shown: 0.25, shop: 0.75 }, cardShare: 5 / 8 },
    ]);
  });

  test("has a Gini of 0 where every card has the same, however unequal the brands are in size", () => {
    const sums = brandsOf({ a: { shown: 8, shop: 8, cards: 8 }, b: { shown: 1, shop: 1, cards: 1 } });
    expect(exposureReport(sums, NO_RULES).gini.brands!.shown).toBeCloseTo(0, 12);
  });

  test("has the Gini of the Lorenz curve of exposure over cards", () => {
    const sums = brandsOf({
      a: { shown: 0, shop: 2, cards: 3 },
      b: { shown: 4, shop: 1, cards: 1 },
    });
    // Shown: three quarters of the cards have nothing. Shop: they have two thirds, the area below is (.75 · 2/3 + .25 · 5/3) / 2.
    const { shown, shop } = exposureReport(sums, NO_RULES).gini.brands!;
    expect(shown).toBeCloseTo(0.75, 12);
    expect(shop).toBeCloseTo(1 - (0.75 * (2 / 3) + 0.25 * (5 / 3)), 12);
  });

  test("is the usual Gini where every brand has one card", () => {
    const values = [1, 2, 4, 9];
    const sums = brandsOf(
      Object.fromEntries(values.map((shown, at) => [`b${at}`, { shown, shop: 1, cards: 1 }])),
    );
    const pairs = values.flatMap((a) => values.map((b) => Math.abs(a - b)));
    const usual = pairs.reduce((sum, gap) => sum + gap, 0) / (2 * values.length * 16);
    expect(exposureReport(sums, NO_RULES).gini.brands!.shown).toBeCloseTo(usual, 12);
  });

  test("has no Gini of fewer than two, and takes dropped names for one", () => {
    const one = { a: { shown: 1, shop: 1, cards: 1 } };
    expect(exposureReport(brandsOf(one), NO_RULES).gini.brands).toBeNull();
    expect(exposureReport(brandsOf(one, { shown: 0, shop: 1, cards: 1 }), NO_RULES).gini.brands).toEqual({
      shown: 0.5,
      shop: 0,
    });
  });

  test("says how much of the exposure was moved", () => {
    const sums = brandsOf({ a: { shown: 1, shop: 3, cards: 2 }, b: { shown: 3, shop: 1, cards: 2 } });
    expect(exposureReport(sums, NO_RULES).moved.brands).toBeCloseTo(0.5, 12);
  });

  test("compares a new item's exposure with another's", () => {
    const cards = [{ isNew: true }, {}, {}];
    const { newItems } = exposureReport(exposureOf(cards, [1, 0, 2], initExposure().ruleUse), NO_RULES);
    expect(newItems!.parity.shown).toBeCloseTo(0.5 / ((1 + 1 / 3) / 2), 12);
    expect(newItems!.parity.shop).toBeCloseTo(1 / ((1 / 2 + 1 / 3) / 2), 12);
    expect(newItems!.cardShare).toBeCloseTo(1 / 3, 12);
  });

  test("compares nothing where all are new, or none", () => {
    for (const isNew of [true, false]) {
      const sums = exposureOf([{ isNew }, { isNew }], [0, 1], initExposure().ruleUse);
      expect(exposureReport(sums, NO_RULES).newItems).toBeNull();
    }
  });

  test("is all zeros before the first list", () => {
    const report = exposureReport(initExposure(), NO_RULES);
    expect(report).toMatchObject({ lists: 0, cards: 0, brands: [], moved: { brands: 0, sellers: 0 } });
    expect(report.deciles).toEqual(Array.from({ length: 10 }, () => ({ shown: 0, shop: 0 })));
  });
});
