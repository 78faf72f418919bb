import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { FEATURE_COUNT, featureRange } from "../../learning/feature-layout.ts";
import type { Contender, ShownPage } from "../contender.ts";
import { prepareShopper, type PreparedShopper } from "./prepare-shopper.ts";
import { CHECKPOINTS, simulateShopper, type LifePlan, type SimulatedLife } from "./simulate-shopper.ts";
import { syntheticWorld } from "./synthetic-catalogue.test-helper.ts";
import { createVisitorProfiles } from "./visitor-profile.ts";

const HISTORY = featureRange("history").start;
const MATCH = featureRange("match").start;
const world = syntheticWorld();
const startProfile = createVisitorProfiles(world);
const globalWeights = Float64Array.from({ length: FEATURE_COUNT }, (_, at) =>
  at === MATCH ? 1 : at === HISTORY ? 0.5 : 0,
);
const shopper = drawShopper(1);

function drawShopper(seed: number): PreparedShopper {
  return prepareShopper(world, { globalWeights, listsPerTest: 8, personalWeight: 1 }, seededRandom(seed));
}

function simulate(
  contender: Contender<readonly ShownPage[]>,
  changes: Partial<LifePlan<readonly ShownPage[]>> = {},
): SimulatedLife {
  return simulateShopper(shopper, {
    contender,
    historyScores: null,
    clickModel: { type: "pbm_noisy" },
    checkpoints: CHECKPOINTS,
    tasteSwitch: null,
    startProfile,
    ...changes,
  });
}

/** Keeps what it was shown in `seen`. */
function baseContender(seen: ShownPage[] = []): Contender<readonly ShownPage[]> {
  return {
    name: "global head",
    init: () => [],
    scores: (_, task) => task.baseScores,
    learn: (state, page) => {
      seen.push(page);
      return [...state, page];
    },
  };
}

/** Knows each item's grade of the given shopper's lists, by the list's first items. */
function allKnowing(who: PreparedShopper): Contender<readonly ShownPage[]> {
  return {
    ...baseContender(),
    name: "all-knowing",
    scores: (_, task) => {
      const list = who.items.findIndex((items) => items === task.items);
      return Float64Array.from(who.grades.subarray(list * 24, list * 24 + 24));
    },
  };
}

describe("simulateShopper", () => {
  test("measures the base itself at no lift, at every checkpoint", () => {
    const { measurements, onlineNdcg, onlineBaseNdcg } = simulate(baseContender());
    expect(measurements.map(({ clicks }) => clicks)).toEqual([0, 1, 5, 10, 20, 50, 100]);
    for (const { ndcg, baseNdcg } of measurements) expect(ndcg).toBe(baseNdcg);
    expect(onlineNdcg).toBe(onlineBaseNdcg);
    expect(measurements[0].ndcg).toBeGreaterThan(0.3);
    expect(measurements[0].ndcg).toBeLessThan(0.9);
  });

  test("gives a contender that knows the grades an NDCG of 1", () => {
    const { measurements, onlineNdcg } = simulate(allKnowing(shopper));
    for (const { unseenItems, unseenCategories } of measurements) {
      expect(unseenItems).toBeCloseTo(1, 12);
      expect(unseenCategories).toBeCloseTo(1, 12);
    }
    expect(onlineNdcg).toBeCloseTo(1, 12);
  });

  test("gives two contenders that score alike the same pages, clicks and results", () => {
    const [first, second]: [ShownPage[], ShownPage[]] = [[], []];
    const plain = simulate(baseContender(first));
    const scaled = simulate({
      ...baseContender(second),
      name: "twice the global head",
      scores: (_, task) => task.baseScores.map((score) => 2 * score + 1),
    });
    expect(scaled).toEqual(plain);
    expect(second).toEqual(first);
  });

  test("shows every contender the same candidates, whatever it did with the pages before", () => {
    const [first, second]: [ShownPage[], ShownPage[]] = [[], []];
    simulate(baseContender(first));
    simulate({
      ...baseContender(second),
      scores: (_, task) => task.baseScores.map((score) => -score),
    });
    const sorted = (page: ShownPage): number[] => [...page.items].sort((a, b) => a - b);
    for (let page = 0; page < Math.min(first.length, second.length); page++) {
      expect(sorted(second[page])).toEqual(sorted(first[page]));
    }
    expect(second[0].items).toEqual([...first[0].items].reverse());
  });

  test("stops when the last checkpoint is reached, and after 170 pages at the latest", () => {
    const pages: ShownPage[] = [];
    const life = simulate(baseContender(pages), { checkpoints: [0, 10] });
    const clicks = pages.map(({ rewards }) => rewards.reduce((sum, reward) => sum + reward, 0));
    expect(life.clicks).toBe(clicks.reduce((sum, count) => sum + count, 0));
    expect(life.clicks).toBeGreaterThanOrEqual(10);
    expect(life.clicks - clicks[clicks.length - 1]).toBeLessThan(10);
    const long = simulate(baseContender(), { checkpoints: [10_000] });
    expect(long.pages).toBe(170);
    expect(long.measurements[0]).toMatchObject({ clicks: 10_000, clicksSeen: long.clicks });
  });

  test("hands over pages in displayed order, with propensities of 1 / position, never a held-out item", () => {
    const pages: ShownPage[] = [];
    simulate(baseContender(pages));
    const shown = new Set(
      world.categories.filter(({ isUnseen }) => !isUnseen).flatMap(({ shown }) => [...shown]),
    );
    for (const page of pages) {
      expect([...page.baseScores]).toEqual([...page.baseScores].sort((a, b) => b - a));
      expect(page.propensities[3]).toBe(1 / 4);
      expect(page.items.every((item) => shown.has(item))).toBe(true);
      for (let index = 0; index < 24; index++) {
        expect(page.features[index * FEATURE_COUNT + MATCH]).toBeCloseTo(page.baseScores[index], 5);
      }
    }
    const tested = [...shopper.unseenItems, ...shopper.unseenCategories].flatMap((list) => [
      ...shopper.items[list],
    ]);
    expect(tested.some((item) => shown.has(item))).toBe(false);
  });

  test("puts the static score of the clicks so far, centred, into features and base scores", () => {
    const pages: ShownPage[] = [];
    const asked: number[] = [];
    simulate(baseContender(pages), {
      historyScores: (items, clicked) => {
        asked.push(clicked.length);
        return items.map((item) => item % 7);
      },
    });
    expect(asked[0]).toBeGreaterThan(0);
    const page = pages[pages.length - 1];
    const mean = page.items.reduce((sum, item) => sum + (item % 7), 0) / 24;
    for (let index = 0; index < 24; index++) {
      const row = index * FEATURE_COUNT;
      expect(page.features[row + HISTORY]).toBeCloseTo((page.items[index] % 7) - mean, 5);
      expect(page.baseScores[index]).toBeCloseTo(
        page.features[row + MATCH] + 0.5 * page.features[row + HISTORY],
        5,
      );
    }
    expect(pages[0].features[HISTORY]).toBe(0);
    expect(shopper.features.every((value, at) => at % FEATURE_COUNT !== HISTORY || value === 0)).toBe(true);
  });

  test("tells how near each item is to what was clicked", () => {
    const pages: ShownPage[] = [];
    simulate(baseContender(pages));
    expect(pages[0].profile.tfidf.every((value) => value === 0)).toBe(true);
    const first = pages.findIndex(({ rewards }) => rewards.reduce((sum, reward) => sum + reward, 0) === 1);
    const before = pages.slice(0, first).some(({ rewards }) => rewards.includes(1));
    expect(before).toBe(false);
    const clicked = pages[first].items[pages[first].rewards.indexOf(1)];
    const next = pages[first + 1];
    const { embeddings, size } = world.catalogue;
    const cosine = embeddings
      .subarray(clicked * size, (clicked + 1) * size)
      .reduce((sum, value, at) => sum + value * embeddings[next.items[0] * size + at], 0);
    expect(next.profile.embedding[0]).toBeCloseTo(cosine, 5);
    expect(next.profile.tfidf.every((value) => value >= 0 && value <= 1 + 1e-9)).toBe(true);
  });

  test("goes on as another shopper after a taste switch, tested on the other's lists", () => {
    const other = drawShopper(2);
    const pages: ShownPage[] = [];
    const life = simulate(baseContender(pages), {
      checkpoints: [0, 10],
      tasteSwitch: { afterClicks: 50, to: other },
    });
    const apart = simulateShopper(other, {
      contender: baseContender(),
      historyScores: null,
      clickModel: { type: "pbm_noisy" },
      checkpoints: [0, 10],
      tasteSwitch: null,
      startProfile,
    });
    expect(life.measurements.map(({ baseNdcg }) => baseNdcg)).toEqual(
      apart.measurements.map(({ baseNdcg }) => baseNdcg),
    );
    expect(life.measurements[0].clicksSeen).toBe(0);
    expect(life.clicks).toBeGreaterThanOrEqual(60);
    const switchedAt = pages.length - apart.pages;
    expect([...pages[switchedAt].items].toSorted((a, b) => a - b)).toEqual(
      [...other.items[0]].toSorted((a, b) => a - b),
    );
  });

  test("refuses scores that are not finite and names the contender", () => {
    const broken = { ...baseContender(), name: "broken", scores: () => new Float64Array(24).fill(NaN) };
    expect(() => simulate(broken)).toThrow('"broken"');
    const short = { ...baseContender(), name: "short", scores: () => new Float64Array(3) };
    expect(() => simulate(short)).toThrow("24 finite scores: got 3");
  });
});
