import { describe, expect, test } from "vitest";
import { axis } from "./example-fixtures.test-helper.ts";
import { FEATURE_COUNT, featureRange } from "./feature-layout.ts";
import { initialHead } from "./initial-head.ts";
import { scorePartsOf } from "./score-parts.ts";
import { dot } from "./vectors.ts";

describe("scorePartsOf", () => {
  test("splits the personal part by group so that the groups sum to it", () => {
    const row = Float32Array.from({ length: FEATURE_COUNT }, (_, at) => Math.cos(at));
    const offset = Float64Array.from({ length: FEATURE_COUNT }, (_, at) => Math.sin(at * 3));
    const parts = scorePartsOf(row, {
      shopPrior: -0.4,
      weights: axis(3, 2),
      offset,
      learned: dot(row, offset),
      share: 1,
      ofHistory: 1,
    });
    const sum = Object.values(parts.groups).reduce((total, part) => total + part, 0);
    expect(sum).toBeCloseTo(parts.personal, 10);
    expect(parts.personal).toBeCloseTo(dot(row, offset), 10);
    expect(parts.global).toBeCloseTo(2 * Math.cos(3), 5);
    expect(parts.shop).toBe(-0.4);
  });

  test("puts what a brand contributes under brand and nowhere else", () => {
    const at = featureRange("brand").start + 2;
    const { groups } = scorePartsOf(axis(at, 0.5), {
      shopPrior: 0,
      weights: axis(0, 0),
      offset: Float64Array.from(axis(at, 3)),
      learned: 1.5,
      share: 1,
      ofHistory: 1,
    });
    const { brand, ...others } = groups;
    expect(brand).toBe(1.5);
    expect(Object.keys(others)).toHaveLength(8);
    expect(Object.values(others).every((part) => part === 0)).toBe(true);
  });

  test("counts the static score as the visitor's, by both shares, whoever weighs it", () => {
    const { start } = featureRange("history");
    const { shop, global, personal, groups } = scorePartsOf(axis(start, 2), {
      shopPrior: -1,
      weights: initialHead(),
      offset: Float64Array.from(axis(start, 0.25)),
      learned: 0.5,
      share: 0.5,
      ofHistory: 0.3,
    });
    // 0.5 · (0.3 · 1 · 2 + 0.25 · 2)
    expect([shop, global]).toEqual([-1, 0]);
    expect([personal, groups.history]).toEqual([expect.closeTo(0.55, 6), expect.closeTo(0.55, 6)]);
  });

  test("lets what was learned count by the guard's share, and puts what no feature explains under the intercept", () => {
    const at = featureRange("brand").start;
    const { groups, personal } = scorePartsOf(axis(at, 2), {
      shopPrior: 0,
      weights: axis(0, 0),
      offset: Float64Array.from(axis(at, 3)),
      learned: 7,
      share: 0.25,
      ofHistory: 1,
    });
    expect([groups.brand, groups.intercept, personal]).toEqual([1.5, 0.25, 1.75]);
  });
});
