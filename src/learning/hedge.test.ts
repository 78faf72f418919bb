import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HEDGE_GRID, hedgeLambda, initHedge, updateHedge, type ScoredPage } from "./hedge.ts";

/** Three items; the personal part is right about item 1, which the base puts last. */
const page: ScoredPage = {
  baseScores: [1, 0, 0.5],
  personalScores: [-0.5, 1.5, 0],
  rewards: [0, 1, 0],
  propensities: [1, 0.5, 1 / 3],
};
const wrong: ScoredPage = { ...page, personalScores: [0.5, -1.5, 0] };
const repeat = (state = initHedge(), of: ScoredPage, times: number) => {
  for (let turn = 0; turn < times; turn++) state = updateHedge(state, of);
  return state;
};

describe("hedgeLambda", () => {
  test("starts at 0.75, the mean of the prior", () => {
    expect(hedgeLambda(initHedge())).toBeCloseTo(0.75, 12);
  });
});

describe("updateHedge", () => {
  test("weighs each λ by its likelihood, then shares 0.02 of the prior", () => {
    const prior = [0.25, 0.2, 0.2, 0.2, 0.1, 0.05];
    const likelihood = HEDGE_GRID.map((lambda) => {
      const parts = [0, 1, 2].map(
        (item) =>
          page.propensities[item] * Math.exp(page.baseScores[item] + lambda * page.personalScores[item]),
      );
      return parts[1] / (parts[0] + parts[1] + parts[2]);
    });
    const raised = prior.map((weight, at) => weight * likelihood[at]);
    const total = raised.reduce((sum, weight) => sum + weight, 0);
    const { logWeights } = updateHedge(initHedge(), page);
    for (const [at, weight] of raised.entries()) {
      expect(Math.exp(logWeights[at])).toBeCloseTo(0.98 * (weight / total) + 0.02 * prior[at], 12);
    }
  });

  test("trusts a personal part that predicts, and silences one that misleads", () => {
    expect(hedgeLambda(repeat(initHedge(), page, 30))).toBeGreaterThan(1.2);
    expect(hedgeLambda(repeat(initHedge(), wrong, 30))).toBeLessThan(0.1);
  });

  test("comes back within twenty clicks after any past, as no weight falls below its share", () => {
    const lost = repeat(initHedge(), wrong, 2000);
    expect(hedgeLambda(repeat(lost, page, 20))).toBeGreaterThan(0.9);
  });

  test("learns nothing where the personal part is the same for all items", () => {
    const flat = updateHedge(initHedge(), { ...page, personalScores: [2, 2, 2] });
    expect(hedgeLambda(flat)).toBeCloseTo(0.75, 12);
  });

  test("works without positions too", () => {
    expect(hedgeLambda(repeat(initHedge(), { ...page, propensities: [1, 1, 1] }, 30))).toBeGreaterThan(1.2);
  });

  test.each([
    ["no clicks", { rewards: [0, 0, 0] }],
    ["no items", { baseScores: [], personalScores: [], rewards: [], propensities: [] }],
    ["a score that is not a number", { personalScores: [0, Number.NaN, 0] }],
    ["an infinite score", { baseScores: [0, 0, Number.POSITIVE_INFINITY] }],
    ["a propensity that is not a number", { propensities: [1, 1, Number.NaN] }],
    ["a propensity above 1", { propensities: [1, 1, 2] }],
    ["a click on what was never examined", { propensities: [1, 0, 1] }],
    ["another length", { personalScores: [0, 0] }],
    ["a reward that is neither 0 nor 1", { rewards: [0, 0.5, 1] }],
  ])("leaves the state as it is on a page with %s", (_, change) => {
    const state = initHedge();
    expect(updateHedge(state, { ...page, ...change })).toBe(state);
  });

  test("keeps weights that sum to 1 and are finite, whatever finite page comes, and its argument", () => {
    const numbers = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const items = fc.array(fc.tuple(numbers, numbers, fc.integer({ min: 0, max: 1 })), { minLength: 1 });
    fc.assert(
      fc.property(items, (rows) => {
        const before = initHedge();
        const after = updateHedge(before, {
          baseScores: rows.map(([base]) => base),
          personalScores: rows.map(([, personal]) => personal),
          rewards: rows.map(([, , reward]) => reward),
          propensities: rows.map((_, at) => 1 / (1 + at)),
        });
        const sum = after.logWeights.reduce((total, weight) => total + Math.exp(weight), 0);
        expect(sum).toBeCloseTo(1, 9);
        expect(before).toEqual(initHedge());
      }),
    );
  });
});
