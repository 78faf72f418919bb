import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { summarise } from "./summarise.ts";

describe("summarise", () => {
  test("gives mean, standard error, share harmed and 5th percentile in points", () => {
    const lifts = [-0.03, -0.02, 0.01, 0.02, 0.07];
    const summary = summarise(lifts, [0, 0, 0, 0, 0], seededRandom(1));
    expect(summary.users).toBe(5);
    expect(summary.mean).toBeCloseTo(1, 10);
    // Deviations −4, −3, 0, 1, 6: squares sum to 62, over 4 and 5.
    expect(summary.standardError).toBeCloseTo(Math.sqrt(62 / 4 / 5), 10);
    expect(summary.harmedShare).toBe(0.2); // −2 points is not more than 2 points worse
    expect(summary.fifthPercentile).toBeCloseTo(-3 + 0.2, 10);
  });

  test("has an interval as wide as 2 × 1.96 standard errors for many users", () => {
    const random = seededRandom(2);
    const ndcg = Array.from({ length: 400 }, () => random());
    const summary = summarise(
      ndcg,
      ndcg.map(() => 0.5),
      seededRandom(3),
    );
    expect((summary.high - summary.low) / (2 * 1.96 * summary.standardError)).toBeGreaterThan(0.9);
    expect((summary.high - summary.low) / (2 * 1.96 * summary.standardError)).toBeLessThan(1.1);
    expect(summary.low).toBeLessThan(summary.mean);
    expect(summary.high).toBeGreaterThan(summary.mean);
  });

  test("pairs users: a lift that all share has no spread", () => {
    const base = [0.2, 0.5, 0.9];
    const summary = summarise(
      base.map((value) => value + 0.05),
      base,
      seededRandom(1),
    );
    expect(summary.standardError).toBeCloseTo(0, 10);
    expect(summary.low).toBeCloseTo(5, 8);
    expect(summary.high).toBeCloseTo(5, 8);
  });

  test("refuses users without a number, and none at all", () => {
    expect(() => summarise([0.5, NaN], [0.5, 0.5], seededRandom(1))).toThrow(RangeError);
    expect(() => summarise([0.5], [0.5, 0.5], seededRandom(1))).toThrow("got 1 and 2");
    expect(() => summarise([], [], seededRandom(1))).toThrow(RangeError);
  });
});
