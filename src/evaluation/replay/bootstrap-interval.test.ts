import { describe, expect, test } from "vitest";
import { normalFrom, seededRandom } from "../../base/random.ts";
import { bootstrapInterval } from "./bootstrap-interval.ts";

describe("bootstrapInterval", () => {
  test("is the constant for constant values", () => {
    expect(bootstrapInterval([0.25, 0.25, 0.25])).toEqual([0.25, 0.25]);
    expect(bootstrapInterval([0.5])).toEqual([0.5, 0.5]);
  });

  test("is about two standard errors to both sides of the mean", () => {
    const random = seededRandom(1);
    const values = Array.from({ length: 400 }, () => 3 + 2 * normalFrom(random));
    const mean = values.reduce((sum, value) => sum + value, 0) / 400;
    const [low, high] = bootstrapInterval(values);
    for (const side of [mean - low, high - mean]) {
      expect(side).toBeGreaterThan(0.17); // 1.96 · 2 / √400 = .196
      expect(side).toBeLessThan(0.23);
    }
  });

  test("resamples the same places for as many values, so that a shift moves it by just that", () => {
    const random = seededRandom(2);
    const values = Array.from({ length: 50 }, () => random());
    const [low, high] = bootstrapInterval(values);
    const [lowShifted, highShifted] = bootstrapInterval(values.map((value) => value + 1));
    expect(lowShifted).toBeCloseTo(low + 1, 12);
    expect(highShifted).toBeCloseTo(high + 1, 12);
  });
});
