import { describe, expect, test } from "vitest";
import { createAdamwHead } from "./adamw-head.ts";
import { axis, examplesFrom, randomPage } from "./example-fixtures.test-helper.ts";
import type { ReplayOptions } from "./replay-adamw.ts";

const OPTIONS: ReplayOptions = {
  loss: "listwise",
  learningRate: 0.1,
  warmUpSteps: 0,
  weightDecay: 0,
  bufferPages: 50,
  stepsPerPage: 1,
  pagesPerStep: 50,
  featureDropout: 0,
  positiveWeight: 1,
  maxGradientNorm: Number.POSITIVE_INFINITY,
  patience: 0,
};
const headOf = (options: Partial<ReplayOptions>): ReturnType<typeof createAdamwHead> =>
  createAdamwHead({ ...OPTIONS, ...options });
const chosenOf = (a: number, b: number): ReturnType<typeof examplesFrom> =>
  examplesFrom([axis(a), axis(b)], { rewards: [1, 0] });
const manyPages = Array.from({ length: 12 }, (_, seed) => randomPage(seed, 6));
const learnAll = (head: ReturnType<typeof headOf>, seed: number): Float64Array =>
  manyPages.reduce((state, page) => head.update(state, page), head.init(seed)).parameters;

describe("createReplayAdamw", () => {
  test("warms up linearly, reaches the rate, and then falls with the root of the steps", () => {
    const head = headOf({ warmUpSteps: 4, stepsPerPage: 1, bufferPages: 1 });
    const sizes: number[] = [];
    let state = head.init();
    for (let step = 0; step < 16; step++) {
      const fresh = { ...state, parameters: head.init().parameters };
      // Without a slope in between, each step is Adam's first in size: rate × g / (g + ε).
      const next = head.update(
        { ...fresh, firstMoment: fresh.parameters, secondMoment: fresh.parameters },
        chosenOf(3, 4),
      );
      const corrected =
        (1 - 0.9) / (1 - 0.9 ** (step + 1)) / Math.sqrt((1 - 0.99) / (1 - 0.99 ** (step + 1)));
      sizes.push(next.parameters[3] / corrected);
      state = { ...state, step: state.step + 1 };
    }
    expect(sizes[0]).toBeCloseTo(0.1 / 4, 3);
    expect(sizes[1]).toBeCloseTo(0.1 / 2, 3);
    expect(sizes[3]).toBeCloseTo(0.1, 3);
    expect(sizes[15]).toBeCloseTo(0.1 / 2, 3);
  });

  test("draws pages by its seed alone: the same seed repeats, another differs", () => {
    const head = headOf({ pagesPerStep: 2, stepsPerPage: 3 });
    expect(learnAll(head, 1)).toEqual(learnAll(head, 1));
    expect(learnAll(head, 1)).not.toEqual(learnAll(head, 2));
  });

  test("goes on after a round through storage as if there had been none", () => {
    const head = headOf({ pagesPerStep: 2, featureDropout: 0.3, patience: 2 });
    let [here, stored] = [head.init(7), head.init(7)];
    for (const page of manyPages) {
      here = head.update(here, page);
      stored = structuredClone(head.update(stored, page));
    }
    expect(stored).toEqual(here);
  });

  test("hides about the given share of the features from a step", () => {
    const head = headOf({ featureDropout: 0.5 });
    const { parameters } = head.update(head.init(3), randomPage(1, 6));
    const untouched = parameters.filter((value) => value === 0).length / parameters.length;
    expect(untouched).toBeGreaterThan(0.35);
    expect(untouched).toBeLessThan(0.65);
  });

  test("cuts a long gradient to the greatest length and leaves a short one alone", () => {
    const momentOf = (maxGradientNorm: number): number =>
      Math.hypot(...headOf({ maxGradientNorm }).update(headOf({}).init(), randomPage(1, 6)).firstMoment) /
      0.1;
    expect(momentOf(0.01)).toBeCloseTo(0.01, 10);
    expect(momentOf(1e6)).toBeCloseTo(momentOf(Number.POSITIVE_INFINITY), 12);
  });

  test("brings the best parameters back once new pages have liked them more for `patience` pages", () => {
    const head = headOf({ patience: 2, stepsPerPage: 8, bufferPages: 1 });
    let state = head.init();
    for (let turn = 0; turn < 3; turn++) state = head.update(state, chosenOf(3, 4));
    const { best } = state; // tested by the third page
    expect(best[3]).toBeGreaterThan(0.5);
    // As if replay had turned the parameters around since.
    const worse = { ...state, parameters: best.map((value) => -value), best, worseFor: 0 };
    const once = head.update(worse, chosenOf(3, 4));
    expect(once.worseFor).toBe(1);
    expect(once.best).toBe(best);
    const back = head.update({ ...once, parameters: worse.parameters }, chosenOf(3, 4));
    expect(back.worseFor).toBe(0);
    expect(back.parameters[3]).toBeGreaterThan(best[3]);
  });

  test("never goes back with patience 0", () => {
    const head = headOf({ patience: 0 });
    const state = head.update({ ...head.init(), best: axis(3) as never, worseFor: 9 }, chosenOf(4, 3));
    expect(state.best).toBe(state.parameters);
  });

  test("learns nothing listwise from a page on which nothing was chosen", () => {
    const state = headOf({}).init();
    expect(headOf({}).update(state, examplesFrom([axis(3), axis(4)], {}))).toBe(state);
  });
});
