import { describe, expect, test } from "vitest";
import { randomShownPage } from "./shown-page.test-helper.ts";
import { vwStyle } from "./vw-style.ts";

const page = { ...randomShownPage(0, 3), baseScores: new Float64Array(3) };

describe("vwStyle", () => {
  test("takes AdaGrad's first step on the logistic loss, each token with 1 / √k", () => {
    const contender = vwStyle({ tokensOf: (item) => [10 * item, 10 * item + 1], learningRate: 0.3 });
    const one = { ...page, items: [4], baseScores: Float64Array.of(0.7), rewards: Uint8Array.of(1) };
    const { weights } = contender.learn(contender.init(0), one);
    const residual = 1 / (1 + Math.exp(-(0.7 - 1.5))) - 1;
    const slope = residual / Math.SQRT2;
    const expected = (-0.3 * slope) / Math.sqrt(0.1 + slope ** 2);
    expect(weights[40]).toBeCloseTo(expected, 12);
    expect(weights[41]).toBeCloseTo(expected, 12);
    expect(weights.filter((weight) => weight !== 0)).toHaveLength(3); // and the intercept
    const [score] = contender.scores(contender.learn(contender.init(0), one), one);
    expect(score).toBeCloseTo(0.7 + (2 * expected) / Math.SQRT2, 12);
  });

  test("raises unseen items that share a token with what was chosen", () => {
    const contender = vwStyle({ tokensOf: (item) => [item % 2, 100 + item], learningRate: 0.1 });
    const state = contender.learn(contender.init(0), {
      ...page,
      items: [0, 1, 3],
      rewards: Uint8Array.of(1, 0, 0),
    });
    const [even, odd] = contender.scores(state, { ...page, items: [8, 9] });
    expect(even).toBeGreaterThan(odd);
  });

  test("takes hashes of any size and sign, and items without tokens", () => {
    const contender = vwStyle({
      tokensOf: (item) => (item === 0 ? [] : [2 ** 31 + item, -5]),
      learningRate: 0.1,
    });
    const state = contender.learn(contender.init(0), page);
    expect(contender.scores(state, page).every(Number.isFinite)).toBe(true);
    expect(contender.scores(state, page)[0]).toBe(0);
  });

  test("learns nothing from a page whose arrays differ in length", () => {
    const contender = vwStyle({ tokensOf: (item) => [item], learningRate: 0.1 });
    const state = contender.init(0);
    expect(contender.learn(state, { ...page, rewards: new Uint8Array(2) })).toBe(state);
  });
});
