import { describe, expect, test } from "vitest";
import { clickEvidence } from "./click-likelihood.ts";

/** The model's own definition, independent of the derivative that is under test. */
function logLikelihood(score: number, propensity: number, isClicked: boolean): number {
  const probability = propensity * (0.05 + 0.75 / (1 + Math.exp(-(score - 1.5))));
  return Math.log(isClicked ? probability : 1 - probability);
}

describe("clickEvidence", () => {
  test.each([
    [0, 1, true],
    [0, 1, false],
    [2.3, 0.25, true],
    [-1.7, 0.5, false],
    [4, 0.1, false],
  ])(
    "has the slope of the log-likelihood at score %d, propensity %d, clicked %s",
    (score, propensity, isClicked) => {
      const step = 1e-5;
      const numeric =
        (logLikelihood(score + step, propensity, isClicked) -
          logLikelihood(score - step, propensity, isClicked)) /
        (2 * step);
      expect(clickEvidence(score, propensity, isClicked).gradient).toBeCloseTo(numeric, 6);
    },
  );

  test("has the expected squared slope as its information", () => {
    const [score, propensity] = [0.8, 0.4];
    const probability = propensity * (0.05 + 0.75 / (1 + Math.exp(-(score - 1.5))));
    const clicked = clickEvidence(score, propensity, true);
    const passed = clickEvidence(score, propensity, false);
    const expected = probability * clicked.gradient ** 2 + (1 - probability) * passed.gradient ** 2;
    expect(clicked.information).toBeCloseTo(expected, 10);
  });

  test("learns less from an item passed over far down the page than from one at the top", () => {
    const top = clickEvidence(0, 1, false).gradient;
    const bottom = clickEvidence(0, 1 / 40, false).gradient;
    expect(top).toBeLessThan(bottom * 30);
    expect(bottom).toBeLessThan(0);
  });

  test("bounds the pull of one click on something the head thought hopeless", () => {
    expect(clickEvidence(-40, 1, true).gradient).toBeLessThan(1);
    expect(Number.isFinite(clickEvidence(-800, 1, true).gradient)).toBe(true);
  });
});
