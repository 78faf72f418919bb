import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalFrom, seededRandom } from "../base/random.ts";
import { globalStep, unscaled } from "./global-step.ts";
import type { ObservedPage } from "./observed-page.ts";
import { listwise, pagesOf, population, positionBased } from "./population.test-helper.ts";

/** Two items with two features each, the first of them chosen; scores 0. */
const PAGE: ObservedPage = {
  features: Float32Array.of(1, 0, 0, 2),
  baseScores: new Float64Array(2),
  rewards: Uint8Array.of(1, 0),
  propensities: Float64Array.of(1, 1),
  weights: Float64Array.of(1, 1),
};
const ONES = [1, 1];

describe("globalStep", () => {
  test("is what was chosen minus what was expected, by coordinate as loud as the scale says", () => {
    // Expected with equal scores: half of either item. Chosen minus expected: (1, 0) − (½, 1).
    expect(globalStep([PAGE], { likelihood: listwise, scale: ONES })).toEqual(Float32Array.of(0.5, -1));
    expect(globalStep([PAGE, PAGE], { likelihood: listwise, scale: [2, 0.25] })).toEqual(
      Float32Array.of(2, -0.5),
    );
  });

  test.each([
    ["listwise", listwise],
    ["position-based", positionBased],
  ])("is the slope of the %s log-likelihood with respect to the head", (_, likelihood) => {
    const random = seededRandom(5);
    const pages = pagesOf(Float64Array.of(1, -1, 0.5), { pages: 4, items: 6, random, model: "position" });
    const step = globalStep(pages, { likelihood, scale: [1, 1, 1] })!;
    const at = (coordinate: number, by: number): number =>
      pages.reduce((sum, page) => {
        const moved = page.baseScores.map((score, item) => score + by * page.features[item * 3 + coordinate]);
        return sum + likelihood.logLikelihood(moved, page);
      }, 0);
    for (let coordinate = 0; coordinate < 3; coordinate++)
      expect(step[coordinate]).toBeCloseTo((at(coordinate, 1e-4) - at(coordinate, -1e-4)) / 2e-4, 3);
  });

  test("says nothing of what all items share, by the listwise model", () => {
    const features = Float32Array.of(1, 0, 1, 2, 1, -3);
    const page = { ...PAGE, features, baseScores: Float64Array.of(0.5, -1, 0) };
    const three = { ...page, rewards: Uint8Array.of(0, 1, 0), propensities: Float64Array.of(1, 0.5, 1 / 3) };
    const step = globalStep([{ ...three, weights: Float64Array.of(1, 2, 0.5) }], {
      likelihood: listwise,
      scale: ONES,
    })!;
    expect(step[0]).toBeCloseTo(0, 6);
    expect(step[1]).not.toBeCloseTo(0, 1);
  });

  test("leaves out pages with a NaN, with another length and without items", () => {
    const broken = [
      { ...PAGE, features: Float32Array.of(1, NaN, 0, 2) },
      { ...PAGE, features: Float32Array.of(1, 0, 0) },
      { ...PAGE, baseScores: Float64Array.of(Infinity, 0) },
      {
        features: new Float32Array(0),
        baseScores: new Float64Array(0),
        rewards: new Uint8Array(0),
        propensities: new Float64Array(0),
        weights: new Float64Array(0),
      },
    ];
    const terms = { likelihood: listwise, scale: ONES };
    expect(globalStep([...broken, PAGE], terms)).toEqual(globalStep([PAGE], terms));
    expect(globalStep(broken, terms)).toBeNull();
    expect(globalStep([], terms)).toBeNull();
  });

  test("is nothing where nothing was chosen, or the scale leaves all of it out", () => {
    const passed = { ...PAGE, rewards: Uint8Array.of(0, 0) };
    expect(globalStep([passed], { likelihood: listwise, scale: ONES })).toBeNull();
    expect(globalStep([PAGE], { likelihood: listwise, scale: [0, 0] })).toBeNull();
  });

  test("is nothing rather than not finite", () => {
    const huge = { ...PAGE, features: Float32Array.of(3e38, 0, -3e38, 0) };
    expect(globalStep([huge, huge, huge], { likelihood: listwise, scale: [1e9, 1] })).toBeNull();
  });

  test("adds up over pages, in any order", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 5 }), (seed, count) => {
        const random = seededRandom(seed);
        const offset = Float64Array.from({ length: 4 }, () => normalFrom(random));
        const pages = pagesOf(offset, { pages: count, items: 5, random, model: "listwise" });
        const terms = { likelihood: listwise, scale: [1, 0.5, 0, 2] };
        const whole = globalStep(pages, terms)!;
        const turned = globalStep([...pages].reverse(), terms)!;
        for (let at = 0; at < 4; at++) {
          const sum = pages.reduce((total, page) => total + (globalStep([page], terms)?.[at] ?? 0), 0);
          expect(whole[at]).toBeCloseTo(sum, 3);
          expect(turned[at]).toBeCloseTo(whole[at], 3);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("is 0 on average for visitors who choose as the head says", () => {
    const visitors = population(3, {
      visitors: 2000,
      columns: [[0, 0, 0]],
      residual: 0,
      pages: 2,
      items: 6,
      model: "listwise",
    });
    const sum = new Float64Array(3);
    for (const pages of visitors) {
      const step = globalStep(pages, { likelihood: listwise, scale: [1, 1, 1] })!;
      for (let at = 0; at < 3; at++) sum[at] += step[at] / visitors.length;
    }
    // One page's slope has a variance of about 5/6: the mean's standard deviation is .03.
    for (const mean of sum) expect(Math.abs(mean)).toBeLessThan(0.1);
  });

  test.each([[[1, -1]], [[NaN, 1]], [[1, Infinity]]])("refuses the scale %j", (scale) => {
    expect(() => globalStep([PAGE], { likelihood: listwise, scale })).toThrow(
      /scales must be numbers from 0/,
    );
    expect(() => unscaled(ONES, scale)).toThrow(/scales must be numbers from 0/);
  });
});

describe("unscaled", () => {
  test("gives each coordinate its scale once more", () => {
    expect(unscaled(Float32Array.of(1, -2, 4), [1, 0.5, 0])).toEqual(Float64Array.of(1, -1, 0));
  });

  test("refuses a mean of another length", () => {
    expect(() => unscaled([1], ONES)).toThrow(/must have 2 values: got 1/);
  });
});
