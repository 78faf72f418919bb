import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { drawLists, type ListPlan } from "./draw-lists.ts";
import { syntheticWorld } from "./synthetic-catalogue.test-helper.ts";
import { drawTaste, type Taste } from "./taste.ts";
import { gradesOf, utilitiesOf } from "./utilities.ts";

const world = syntheticWorld();

function drawn(
  seed: number,
  personalWeight: 0 | 1 = 1,
): { taste: Taste; lists: ReturnType<typeof drawLists> } {
  const random = seededRandom(seed);
  const taste = drawTaste(world, personalWeight, random);
  const plans = Array.from({ length: 300 }, (_, at): ListPlan => ({
    category: taste.seenCategories[at % 8],
    pool: "shown",
  }));
  return { taste, lists: drawLists(world, plans, random) };
}

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = (x: Float64Array, mx: number, y: Float64Array, my: number): number =>
    x.reduce((sum, value, at) => sum + (value - mx) * (y[at] - my), 0);
  return (
    covariance(a, meanA, b, meanB) /
    Math.sqrt(covariance(a, meanA, a, meanA) * covariance(b, meanB, b, meanB))
  );
}

describe("utilitiesOf", () => {
  test("has mean 0 and variance 1 for every shopper, with taste and without", () => {
    for (const personalWeight of [0, 1] as const) {
      const { taste, lists } = drawn(1, personalWeight);
      const utilities = utilitiesOf(world, taste, lists);
      const mean = utilities.reduce((sum, value) => sum + value, 0) / utilities.length;
      const variance = utilities.reduce((sum, value) => sum + (value - mean) ** 2, 0) / utilities.length;
      expect(mean).toBeCloseTo(0, 8);
      expect(variance).toBeCloseTo(1, 8);
    }
  });

  test("owes .20, .15 and .20 of its variance to relevance, quality and whim", () => {
    // Parts are independent but for chance; the mean over shoppers lets it cancel.
    const shares = { relevance: 0, quality: 0, whim: 0 };
    const shoppers = 12;
    for (let seed = 0; seed < shoppers; seed++) {
      const { taste, lists } = drawn(seed);
      const utilities = utilitiesOf(world, taste, lists);
      const share = (part: Float64Array): number => correlation(utilities, part) / shoppers;
      shares.relevance += share(lists.cosines);
      shares.quality += share(Float64Array.from(lists.items, (item) => world.quality[item]));
      shares.whim += share(Float64Array.from(lists.items, (item) => taste.whims[item]));
    }
    expect(shares.relevance).toBeGreaterThan(Math.sqrt(0.2) - 0.06);
    expect(shares.relevance).toBeLessThan(Math.sqrt(0.2) + 0.06);
    expect(Math.abs(shares.quality - Math.sqrt(0.15))).toBeLessThan(0.08);
    expect(Math.abs(shares.whim - Math.sqrt(0.2))).toBeLessThan(0.06);
  });

  test("does not depend on brands, words or price for a shopper without taste", () => {
    const { taste, lists } = drawn(3, 0);
    const other: Taste = {
      ...taste,
      brands: taste.brands.map((value) => -value),
      words: taste.words.map((value) => -value),
      priceTarget: 1 - taste.priceTarget,
    };
    expect(utilitiesOf(world, other, lists)).toEqual(utilitiesOf(world, taste, lists));
  });

  test("is higher for liked brands and for prices near the target", () => {
    const { taste, lists } = drawn(4);
    const utilities = utilitiesOf(world, { ...taste, extraBrands: new Map() }, lists);
    const brand = Float64Array.from(lists.items, (item) => taste.brands[world.words.brands[item]] ?? 0);
    const distance = Float64Array.from(lists.items, (item) => {
      const place = world.pricePlaces[item];
      return Number.isNaN(place) ? 0.3 : Math.abs(place - taste.priceTarget);
    });
    expect(correlation(utilities, brand)).toBeGreaterThan(0.2);
    expect(correlation(utilities, distance)).toBeLessThan(-0.2);
  });

  test("follows an extra taste in its own category and leaves the others' order alone", () => {
    const { taste, lists } = drawn(5);
    const category = taste.seenCategories[0];
    const extra = taste.brands.map((_, brand) => (brand === 0 ? 1 : 0));
    const plain = utilitiesOf(world, { ...taste, extraBrands: new Map() }, lists);
    const bent = utilitiesOf(world, { ...taste, extraBrands: new Map([[category, extra]]) }, lists);
    const change = (isInside: boolean): Float64Array =>
      bent
        .map((value, at) => value - plain[at])
        .filter((_, at) => (lists.categories[Math.floor(at / 24)] === category) === isInside);
    const largest = (values: Float64Array): number =>
      values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largest(change(true))).toBeGreaterThan(0.5);
    expect(largest(change(false))).toBeLessThan(0.1); // standardising anew shifts all a little
  });
});

describe("gradesOf", () => {
  test("counts the thresholds .2, .8, 1.25 and 1.7 that are reached", () => {
    expect([...gradesOf(Float64Array.of(-3, 0.19, 0.2, 0.79, 0.8, 1.24, 1.25, 1.69, 1.7, 9))]).toEqual([
      0, 0, 1, 1, 2, 2, 3, 3, 4, 4,
    ]);
  });
});
