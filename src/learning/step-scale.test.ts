import { describe, expect, test } from "vitest";
import { FEATURE_COUNT, FEATURE_RANGES } from "./feature-layout.ts";
import { stepScale } from "./step-scale.ts";

describe("stepScale", () => {
  test("gives every coordinate of a group one scale, and none is louder than text", () => {
    const scale = stepScale();
    expect(scale).toHaveLength(FEATURE_COUNT);
    for (const { group, start, end } of FEATURE_RANGES) {
      const own = new Set(scale.subarray(start, end));
      expect(own.size).toBe(1);
      for (const value of own) {
        expect(value).toBeLessThanOrEqual(1);
        expect(value > 0).toBe(group !== "intercept");
      }
    }
  });
});
