import { describe, expect, test } from "vitest";
import { normalFrom, seededRandom } from "../../base/random.ts";
import type { ObservedPage } from "../../federation/observed-page.ts";
import { positionLikelihood } from "../../federation/page-likelihood.ts";
import { clickEvidence } from "../../learning/click-likelihood.ts";
import { CORE_COUNT } from "../../learning/feature-layout.ts";
import { fitGlobalHead } from "./fit-global-head.ts";

const ITEMS = 20;

/** Clicks as the position-based model has them, for one head that looks at three features. */
function logsOf(weights: readonly number[], pages: number): ObservedPage[][] {
  const random = seededRandom(3);
  const page = (): ObservedPage => {
    const features = new Float32Array(ITEMS * CORE_COUNT);
    const rewards = new Uint8Array(ITEMS);
    for (let item = 0; item < ITEMS; item++) {
      let score = 0;
      for (const [at, weight] of weights.entries()) {
        features[item * CORE_COUNT + at] = normalFrom(random);
        score += weight * features[item * CORE_COUNT + at];
      }
      rewards[item] = random() < 0.05 + 0.75 / (1 + Math.exp(1.5 - score)) ? 1 : 0;
    }
    const ones = new Float64Array(ITEMS).fill(1);
    return { features, rewards, baseScores: new Float64Array(ITEMS), propensities: ones, weights: ones };
  };
  return Array.from({ length: pages / 20 }, () => Array.from({ length: 20 }, page));
}

describe("fitGlobalHead", () => {
  test("finds the head that the clicks came from, and 0 where no feature speaks", () => {
    const head = fitGlobalHead(logsOf([1.5, -1, 0], 400), positionLikelihood(clickEvidence));
    expect(head[0]).toBeCloseTo(1.5, 0);
    expect(head[1]).toBeCloseTo(-1, 0);
    expect(Math.abs(head[2])).toBeLessThan(0.15);
    expect(head.subarray(3).every((weight) => weight === 0)).toBe(true);
  });
});
