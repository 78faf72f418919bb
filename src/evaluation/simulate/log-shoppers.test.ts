import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { FEATURE_COUNT } from "../../learning/feature-layout.ts";
import { logShoppers, type LogPlan } from "./log-shoppers.ts";
import { syntheticWorld } from "./synthetic-catalogue.test-helper.ts";

const world = syntheticWorld();
const plan: LogPlan = {
  shoppers: 3,
  pagesPerShopper: 40,
  clickModel: { type: "pbm_noisy" },
  globalWeights: new Float64Array(FEATURE_COUNT),
};

describe("logShoppers", () => {
  test("yields each shopper's pages, of shown items alone", () => {
    const logs = [...logShoppers(world, plan, seededRandom(1))];
    expect(logs.map((pages) => pages.length)).toEqual([40, 40, 40]);
    const shown = new Set(
      world.categories.filter(({ isUnseen }) => !isUnseen).flatMap(({ shown }) => [...shown]),
    );
    for (const page of logs.flat()) {
      expect(page.items.every((item) => shown.has(item))).toBe(true);
      expect(page.features).toHaveLength(24 * FEATURE_COUNT);
      expect(page.features.every(Number.isFinite)).toBe(true);
    }
    expect(logs.flat().some(({ rewards }) => rewards.includes(1))).toBe(true);
  });

  test("gives the first shoppers the same life however many there are", () => {
    const [first] = logShoppers(world, { ...plan, shoppers: 1 }, seededRandom(1));
    const [again] = logShoppers(world, plan, seededRandom(1));
    expect(again).toEqual(first);
  });

  test("orders by the cosine for the most part, but shows every item at the top at times", () => {
    const pages = [...logShoppers(world, { ...plan, shoppers: 20 }, seededRandom(1))].flat();
    // The cosine's rank of what stands first: near the top on average, yet far down at times.
    const ranks = pages.map(({ popularity }) => popularity.filter((cosine) => cosine > popularity[0]).length);
    const mean = ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length;
    expect(mean).toBeGreaterThan(0.5);
    expect(mean).toBeLessThan(6);
    expect(Math.max(...ranks)).toBeGreaterThan(10);
  });

  test("scores pages by the head that it is given", () => {
    const globalWeights = Float64Array.from({ length: FEATURE_COUNT }, (_, at) => (at === 64 ? 2 : 0));
    const [pages] = logShoppers(world, { ...plan, globalWeights }, seededRandom(1));
    for (let index = 0; index < 24; index++) {
      expect(pages[0].baseScores[index]).toBeCloseTo(2 * pages[0].features[index * FEATURE_COUNT + 64], 5);
    }
  });
});
