import { describe, expect, test } from "vitest";
import { examplesFrom } from "../learning/example-fixtures.test-helper.ts";
import { attraction, positionBased } from "./population.test-helper.ts";

const page = examplesFrom([new Float32Array(185), new Float32Array(185), new Float32Array(185)], {
  rewards: [1, 0, 0],
  propensities: [1, 0.5, 0.25],
  weights: [1, 1, 3],
});

describe("positionLikelihood", () => {
  test("gives the logarithm of the probability of clicks and passes, from slopes alone", () => {
    const expected =
      Math.log(attraction(0.4)) + Math.log(1 - 0.5 * attraction(-2)) + 3 * Math.log(1 - 0.25 * attraction(5));
    expect(positionBased.logLikelihood(Float64Array.of(0.4, -2, 5), page)).toBeCloseTo(expected, 10);
  });

  test("holds where the click model is flat: at scores far beyond every page's", () => {
    const expected = Math.log(0.05) + Math.log(1 - 0.5 * 0.8) + 3 * Math.log(1 - 0.25 * 0.8);
    expect(positionBased.logLikelihood(Float64Array.of(-1e4, 1e4, 1e4), page)).toBeCloseTo(expected, 8);
  });

  test("has the gradient that differences of its logarithm have", () => {
    const at = (score: number): Float64Array => Float64Array.of(0.4, -2, score);
    const { gradient } = positionBased.evidence(at(1), page)!;
    const difference =
      (positionBased.logLikelihood(at(1 + 1e-5), page) - positionBased.logLikelihood(at(1 - 1e-5), page)) /
      2e-5;
    expect(gradient[2]).toBeCloseTo(difference, 6);
  });
});
