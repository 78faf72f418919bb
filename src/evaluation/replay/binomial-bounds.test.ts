import { describe, expect, test } from "vitest";
import { binomialLower, binomialUpper } from "./binomial-bounds.ts";

describe("binomialLower", () => {
  test.each([
    // Of 10: the two-sided 95 % intervals of Clopper and Pearson's paper.
    [1, 10, 0.0025, 0.445],
    [5, 10, 0.187, 0.813],
    [9, 10, 0.555, 0.9975],
  ])("and the upper bound of %d of %d are %f and %f", (successes, trials, lower, upper) => {
    expect(binomialLower(successes, trials, 0.025)).toBeCloseTo(lower, 3);
    expect(binomialUpper(successes, trials, 0.025)).toBeCloseTo(upper, 3);
  });

  test("is 0 without a success, the upper bound 1 without a failure", () => {
    expect(binomialLower(0, 50, 0.05)).toBe(0);
    expect(binomialUpper(50, 50, 0.05)).toBe(1);
    expect(binomialUpper(0, 50, 0.05)).toBeCloseTo(1 - 0.05 ** (1 / 50), 9);
    expect(binomialLower(50, 50, 0.05)).toBeCloseTo(0.05 ** (1 / 50), 9);
  });

  test("comes near the share with many trials", () => {
    expect(binomialLower(5_000, 10_000, 0.025)).toBeCloseTo(0.5 - 1.96 * 0.005, 3);
    expect(binomialUpper(5_000, 10_000, 0.025)).toBeCloseTo(0.5 + 1.96 * 0.005, 3);
  });
});
