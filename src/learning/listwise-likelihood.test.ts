import { describe, expect, test } from "vitest";
import { listwiseLogLikelihood } from "./listwise-likelihood.ts";

describe("listwiseLogLikelihood", () => {
  test("is the log of the clicked item's share of θ exp(s)", () => {
    const total = 1 * Math.exp(0.5) + 0.5 * Math.exp(2) + 0.25 * Math.exp(-1);
    expect(listwiseLogLikelihood([0.5, 2, -1], [0, 1, 0], [1, 0.5, 0.25])).toBeCloseTo(
      Math.log((0.5 * Math.exp(2)) / total),
      12,
    );
  });

  test("sets each click against the unclicked items, never against another click", () => {
    const first = Math.log(Math.exp(1) / (Math.exp(1) + 1));
    const second = Math.log(Math.exp(3) / (Math.exp(3) + 1));
    expect(listwiseLogLikelihood([1, 3, 0], [1, 1, 0], [1, 1, 1])).toBeCloseTo(first + second, 12);
  });

  test("leaves out what was never examined", () => {
    expect(listwiseLogLikelihood([1, 0, 50], [1, 0, 0], [1, 1, 0])).toBeCloseTo(
      listwiseLogLikelihood([1, 0], [1, 0], [1, 1]),
      12,
    );
    expect(listwiseLogLikelihood([1, 0], [1, 0], [0, 1])).toBe(Number.NEGATIVE_INFINITY);
  });

  test("says nothing about a page without clicks, and survives large scores", () => {
    expect(listwiseLogLikelihood([1, 2], [0, 0], [1, 1])).toBe(0);
    expect(listwiseLogLikelihood([1000, -1000], [0, 1], [1, 1])).toBeCloseTo(-2000, 9);
    expect(listwiseLogLikelihood([1000, -1000], [1, 1], [1, 1])).toBeCloseTo(0, 12);
  });
});
