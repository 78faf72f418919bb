import { describe, expect, test } from "vitest";
import { spentBudget } from "./spent-budget.ts";

describe("spentBudget", () => {
  // ε of ρ = k / 2σ² at δ = 1e-8, computed apart from this code on a grid of α.
  test.each([
    [1, 6.09, 0],
    [2, 2.86, 1],
    [3, 1.86, 4],
    [7, 0.76, 22],
  ])("books σ = %d at ε = %d a report, and allows %d in 90 days", (sigma, epsilon, mostReports) => {
    const budget = spentBudget(sigma);
    expect(budget.epsilon).toBeCloseTo(epsilon, 2);
    expect(budget.mostReports).toBe(mostReports);
  });

  test("allows none without noise", () => {
    expect(spentBudget(0)).toEqual({ sigma: 0, epsilon: Infinity, mostReports: 0 });
  });
});
