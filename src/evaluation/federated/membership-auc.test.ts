import { describe, expect, test } from "vitest";
import { normalFrom, seededRandom } from "../../base/random.ts";
import type { HonestStage } from "./honest-stage.ts";
import { areaUnderCurve, membershipAuc } from "./membership-auc.ts";

describe("areaUnderCurve", () => {
  test("is the chance that a member is above another, ties by half", () => {
    expect(areaUnderCurve(Float64Array.of(3, 4), Float64Array.of(1, 2))).toBe(1);
    expect(areaUnderCurve(Float64Array.of(1), Float64Array.of(2))).toBe(0);
    expect(areaUnderCurve(Float64Array.of(2, 2), Float64Array.of(2, 2, 2))).toBe(0.5);
    expect(areaUnderCurve(Float64Array.of(1, 3), Float64Array.of(2, 0))).toBe(0.75);
  });
});

describe("membershipAuc", () => {
  const dimensions = 40;
  const random = seededRandom(1);
  const pool = Int32Array.from({ length: 400 * dimensions }, () => 10_000 * normalFrom(random));
  const stage: HonestStage = { rounds: 0, head: new Float32Array(dimensions), released: [], pool };
  const plan = { rounds: 20, seed: 4, onProgress: () => {} };
  const settings = { cohort: 200, clipNorm: 1 };

  test("tells members of a round without noise, and little of one with noise", () => {
    const bare = membershipAuc(stage, { ...settings, noiseMultiplier: 0 }, plan);
    const noisy = membershipAuc(stage, { ...settings, noiseMultiplier: 20 }, plan);
    expect(bare.auc).toBeGreaterThan(0.56);
    expect(noisy.auc).toBeLessThan(0.53);
    expect(noisy.auc).toBeGreaterThan(0.47);
    expect(bare.standardError).toBeLessThan(0.02);
  });

  test("refuses a cohort that leaves nobody to compare with", () => {
    expect(() => membershipAuc(stage, { ...settings, cohort: 300, noiseMultiplier: 1 }, plan)).toThrow(
      "got 300",
    );
  });
});
