import { describe, expect, test } from "vitest";
import { checkCandidate } from "./check-candidate.ts";

const passes = (candidate: readonly number[], noiseNorm = 0): boolean[] =>
  checkCandidate({
    current: Float32Array.of(1, 1),
    candidate: Float32Array.from(candidate),
    clipNorm: 0.5,
    noiseNorm,
  }).map(({ passed }) => passed);

describe("checkCandidate", () => {
  test("lets an update pass that is as long as the clip", () => {
    expect(passes([1.5, 1])).toEqual([true, true]);
    expect(passes([1, 1])).toEqual([true, true]);
  });

  test("stops one that is longer than reports and noise can make it", () => {
    expect(passes([1.4, 1.4])).toEqual([true, false]);
    expect(passes([1.4, 1.4], 0.1)).toEqual([true, true]);
    expect(passes([-1e30, 1], 0.1)).toEqual([true, false]);
  });

  test("stops what is no number, and says no more of it", () => {
    expect(passes([Number.NaN, 1])).toEqual([false]);
    expect(passes([1, Number.POSITIVE_INFINITY])).toEqual([false]);
  });

  test("has nothing against a head without weights", () => {
    const empty = new Float32Array(0);
    const checks = checkCandidate({ current: empty, candidate: empty, clipNorm: 1, noiseNorm: 0 });
    expect(checks.every(({ passed }) => passed)).toBe(true);
  });
});
