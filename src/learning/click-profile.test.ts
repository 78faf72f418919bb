import { describe, expect, test } from "vitest";
import { seededRandom, type Random } from "../base/random.ts";
import {
  clickTrust,
  hasDoubt,
  initClickProfile,
  observeClicks,
  type ClickedPage,
  type ClickProfileState,
} from "./click-profile.ts";

const inverse = (count: number): number[] => Array.from({ length: count }, (_, index) => 1 / (1 + index));
const ATTRACTIONS = [0.05, 0.15, 0.3, 0.5, 0.7];

/** The place of one click, drawn in proportion to `weightAt(position)`. */
function drawPlace(random: Random, count: number, weightAt: (position: number) => number): number {
  const weights = Array.from({ length: count }, (_, index) => weightAt(1 + index));
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const place = weights.findIndex((weight) => (left -= weight) < 0);
  return place === -1 ? count - 1 : place;
}

const byInverse = (random: Random, count: number): number => drawPlace(random, count, (j) => 1 / j);
const byNoisyTaste = (random: Random, count: number): number =>
  drawPlace(random, count, (j) => j ** -0.8 * (ATTRACTIONS[Math.floor(5 * random())] + 0.08 * j ** -0.5));
const anywhere = (random: Random, count: number): number => Math.floor(count * random());

/** Clicks until the visitor is flagged, one click a page; infinity if that takes more than `most`. */
function clicksToFlag(
  place: (random: Random, count: number) => number,
  {
    seed,
    count,
    most,
    from = initClickProfile(),
  }: { seed: number; count: number; most: number; from?: ClickProfileState },
): number {
  const random = seededRandom(seed);
  const propensities = inverse(count);
  let state = from;
  for (let clicks = 1; clicks <= most; clicks++) {
    state = observeClicks(state, { propensities, clicks: [{ index: place(random, count) }] });
    if (state.isFlagged) return clicks;
  }
  return Number.POSITIVE_INFINITY;
}
const lives = (count: number, run: (seed: number) => number): number[] =>
  Array.from({ length: count }, (_, seed) => run(seed)).sort((a, b) => a - b);

describe("observeClicks, by places", () => {
  test.each([
    ["1 / j", byInverse],
    ["j^-0.8 with noisy tastes and trust bias", byNoisyTaste],
  ])("flags less than 1 % of the people who click by %s within 100 clicks", (_, place) => {
    const flagged = [24, 48].flatMap((count) =>
      lives(250, (seed) => clicksToFlag(place, { seed, count, most: 100 })).filter(Number.isFinite),
    );
    expect(flagged.length / 500).toBeLessThan(0.01);
  });

  test("flags a uniform clicker after 15 to 25 clicks, and nearly all of them within 50", () => {
    for (const count of [24, 48]) {
      const clicks = lives(200, (seed) => clicksToFlag(anywhere, { seed, count, most: 100 }));
      expect(clicks[100]).toBeGreaterThanOrEqual(13);
      expect(clicks[100]).toBeLessThanOrEqual(25);
      expect(clicks[190]).toBeLessThanOrEqual(50);
    }
  });

  test("flags a uniform clicker who takes over from a person of long standing", () => {
    let from = initClickProfile();
    const random = seededRandom(1);
    for (let click = 0; click < 500; click++) {
      from = observeClicks(from, { propensities: inverse(24), clicks: [{ index: byInverse(random, 24) }] });
    }
    const clicks = lives(100, (seed) => clicksToFlag(anywhere, { seed, count: 24, most: 100, from }));
    expect(clicks[50]).toBeLessThanOrEqual(35);
  });

  test("says of one click ln(machine / person) of its bin of ranks", () => {
    // Four items: bins {1} and {2, 3} and {4}; Σ 1/j = 25/12.
    const page = (index: number): ClickedPage => ({ propensities: inverse(4), clicks: [{ index }] });
    const at = (index: number): number => observeClicks(initClickProfile(), page(index)).logRatios.places;
    const share = 12 / 25;
    expect(at(0)).toBeCloseTo(Math.log(0.25 / (0.1 * 0.25 + 0.9 * share)), 12);
    expect(at(1)).toBeCloseTo(Math.log(0.5 / (0.1 * 0.5 + 0.9 * share * (1 / 2 + 1 / 3))), 12);
    expect(at(2)).toBe(at(1));
    expect(at(3)).toBeCloseTo(Math.log(0.25 / (0.1 * 0.25 + 0.9 * share * 0.25)), 12);
  });

  test("goes by the rank of examination, not by the order of the arrays", () => {
    const turned: ClickedPage = { propensities: inverse(24).reverse(), clicks: [{ index: 0 }] };
    const straight: ClickedPage = { propensities: inverse(24), clicks: [{ index: 23 }] };
    expect(observeClicks(initClickProfile(), turned)).toEqual(observeClicks(initClickProfile(), straight));
  });

  test("learns nothing of places where there are no positions", () => {
    const page = { propensities: new Array<number>(24).fill(1), clicks: [{ index: 20 }] };
    expect(observeClicks(initClickProfile(), page).logRatios.places).toBeCloseTo(0, 12);
  });

  test("forgives, slowly: a person is trusted again after 20 to 60 clicks, also one who clicks by j^-0.8", () => {
    const clicksToTrust = (seed: number): number => {
      const random = seededRandom(seed);
      let state = initClickProfile();
      const click = (index: number): void => {
        state = observeClicks(state, { propensities: inverse(24), clicks: [{ index }] });
      };
      for (let turn = 0; turn < 100; turn++) click(anywhere(random, 24));
      expect(clickTrust(state)).toBe(0);
      let clicks = 0;
      for (; state.isFlagged && clicks < 300; clicks++) click(byNoisyTaste(random, 24));
      expect(clickTrust(state)).toBe(1);
      return clicks;
    };
    const clicks = lives(40, clicksToTrust);
    expect(clicks[20]).toBeGreaterThan(20);
    expect(clicks[20]).toBeLessThan(60);
    expect(clicks[39]).toBeLessThan(250);
  });
});

describe("observeClicks, by time and number", () => {
  const top = (count: number, gapMs: number): ClickedPage => ({
    propensities: inverse(24),
    clicks: Array.from({ length: count }, (_, at) => ({ index: at % 2, atMs: 1e12 + at * gapMs })),
  });

  test("flags twenty clicks within five seconds within one page, wherever they fall", () => {
    expect(observeClicks(initClickProfile(), top(20, 250)).isFlagged).toBe(true);
    expect(observeClicks(initClickProfile(), top(20, 3000)).isFlagged).toBe(false);
  });

  test("sees a fast pace across pages", () => {
    let state = initClickProfile();
    for (let at = 0; at < 4; at++) {
      state = observeClicks(state, {
        propensities: inverse(24),
        clicks: [{ index: at % 2, atMs: 1e12 + at * 100 }],
      });
    }
    expect(state.isFlagged).toBe(true);
  });

  test("takes a double click on one item for one click", () => {
    const twice = {
      propensities: inverse(24),
      clicks: [
        { index: 0, atMs: 1000 },
        { index: 0, atMs: 1100 },
      ],
    };
    expect(observeClicks(initClickProfile(), twice).logRatios).toEqual(
      observeClicks(initClickProfile(), { propensities: inverse(24), clicks: [{ index: 0, atMs: 1000 }] })
        .logRatios,
    );
  });

  test("leaves out times that are missing, not finite or run backwards", () => {
    for (const atMs of [Number.NaN, 500, undefined]) {
      const last = atMs === undefined ? { index: 1 } : { index: 1, atMs };
      const page = { propensities: inverse(24), clicks: [{ index: 0, atMs: 1000 }, last] };
      expect(observeClicks(initClickProfile(), page).logRatios.pace).toBe(0);
    }
  });

  test("flags a follower of all links by their number, not a person who compares five on each page", () => {
    const first = (count: number): ClickedPage => ({
      propensities: new Array<number>(60).fill(1),
      clicks: Array.from({ length: count }, (_, index) => ({ index })),
    });
    expect(observeClicks(initClickProfile(), first(60)).isFlagged).toBe(true);
    let person = initClickProfile();
    for (let turn = 0; turn < 50; turn++) person = observeClicks(person, first(5));
    expect(clickTrust(person)).toBe(1);
  });

  test("flags visits that end at once, and clicks on what was never in view, in the end", () => {
    const dwell = (dwellMs: number): ClickedPage => ({
      propensities: inverse(24),
      clicks: [{ index: 0, dwellMs }],
    });
    const unseen = { propensities: [1, 0.5, 0, 0], clicks: [{ index: 2 }] };
    const after = (page: ClickedPage, times: number): boolean => {
      let state = initClickProfile();
      for (let turn = 0; turn < times; turn++) state = observeClicks(state, page);
      return state.isFlagged;
    };
    expect(after(dwell(100), 1)).toBe(false);
    expect(after(dwell(100), 4)).toBe(true);
    expect(after(dwell(20_000), 50)).toBe(false);
    expect(after(unseen, 1)).toBe(false);
    expect(after(unseen, 4)).toBe(true);
  });
});

describe("observeClicks", () => {
  test.each([
    ["no clicks", { propensities: [1], clicks: [] }],
    ["an index outside the page", { propensities: [1], clicks: [{ index: 1 }] }],
    ["an index that is not whole", { propensities: [1, 1], clicks: [{ index: 0.5 }] }],
    ["a propensity that is not a number", { propensities: [1, Number.NaN], clicks: [{ index: 0 }] }],
    ["a propensity above 1", { propensities: [1, 3], clicks: [{ index: 0 }] }],
  ])("leaves the state as it is on a page with %s", (_, page) => {
    const state = initClickProfile();
    expect(observeClicks(state, page)).toBe(state);
  });

  test("lowers trust before it flags, and never changes its argument", () => {
    const state = initClickProfile();
    const deep = { propensities: inverse(24), clicks: [{ index: 23 }] };
    const once = observeClicks(state, deep);
    expect([hasDoubt(state), hasDoubt(once)]).toEqual([false, true]);
    expect([clickTrust(state), clickTrust(once)]).toEqual([1, 1]); // a person looks far down now and then
    let later = once;
    while (later.logRatios.places <= 3) later = observeClicks(later, deep);
    expect(later.isFlagged).toBe(false);
    expect(clickTrust(later)).toBeLessThan(1);
    expect(clickTrust(later)).toBeGreaterThan(0.7);
    expect(state).toEqual(initClickProfile());
  });
});
