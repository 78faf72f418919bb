import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalFrom, seededRandom, type Random } from "../base/random.ts";
import { UNITS_PER_CLIP } from "./fixed-point.ts";
import { robustSensitivity, robustSum } from "./robust-sum.ts";

const BUCKETS = 32;

/** Sums of `reports` reports that point anywhere, `loud` of which are far longer. */
function randomSums(dimensions: number, reports: number, random: Random, loud = 1): Float64Array {
  const scale = (loud * UNITS_PER_CLIP * Math.sqrt(reports / BUCKETS)) / Math.sqrt(dimensions);
  return Float64Array.from({ length: BUCKETS * dimensions }, () => Math.trunc(scale * normalFrom(random)));
}

/** A whole vector no longer than one clip norm, of a random direction and often at the end of its reach. */
function randomReport(dimensions: number, random: Random): Float64Array {
  const direction = Float64Array.from({ length: dimensions }, () =>
    random() < 0.3 ? 0 : normalFrom(random) ** 3,
  );
  const length = Math.hypot(...direction) || 1;
  const size = random() < 0.5 ? 1 : random();
  return direction.map((value) => Math.trunc((size * UNITS_PER_CLIP * value) / length));
}

describe("robustSum", () => {
  test("is the mean where all buckets say the same", () => {
    const reports = 320; // 10 a bucket, each report at half the clip in the second coordinate
    const sums = Float64Array.from({ length: BUCKETS * 2 }, (_, at) => (at % 2) * 10 * 32_768);
    const { sum, unitsOfClip } = robustSum(sums, { buckets: BUCKETS, reports });
    expect([...sum]).toEqual([0, 26 * 10 * 32_768]);
    expect(sum[1] / unitsOfClip).toBe(0.5);
  });

  test("leaves out three buckets at either end of each coordinate, and no fourth", () => {
    const valueOf = (attackers: number): number => {
      const sums = Float64Array.from({ length: BUCKETS }, (_, bucket) =>
        bucket < attackers ? -60_000 : 100,
      );
      return robustSum(sums, { buckets: BUCKETS, reports: BUCKETS }).sum[0];
    };
    expect(valueOf(3)).toBe(26 * 100);
    expect(valueOf(4)).toBe(25 * 100 - 60_000);
    const ordered = Float64Array.from({ length: BUCKETS }, (_, bucket) => bucket ** 2);
    const middle = [...ordered].slice(3, 29).reduce((sum, value) => sum + value);
    expect(robustSum(ordered, { buckets: BUCKETS, reports: 40 }).sum[0]).toBe(middle);
  });

  test("shortens a bucket to its share of the cohort at the clip, and keeps its direction", () => {
    // Four loud buckets, one more than are cut: what the fourth can do is bounded.
    const sums = new Float64Array(BUCKETS * 2);
    for (let bucket = 0; bucket < 4; bucket++) sums.set([3e12, -4e12], bucket * 2);
    const { sum } = robustSum(sums, { buckets: BUCKETS, reports: 64 });
    expect([...sum]).toEqual([Math.trunc(0.6 * 2 * UNITS_PER_CLIP), -Math.trunc(0.8 * 2 * UNITS_PER_CLIP)]);
  });

  test("has whole numbers that do not depend on the order of the buckets", () => {
    fc.assert(
      fc.property(fc.nat(9_999), fc.integer({ min: 1, max: 9 }), (seed, dimensions) => {
        const random = seededRandom(seed);
        const sums = randomSums(dimensions, 500, random, 3);
        const turned = Float64Array.from(sums, (_, at) => sums[(at + 7 * dimensions) % sums.length]);
        const plan = { buckets: BUCKETS, reports: 500 };
        const { sum } = robustSum(sums, plan);
        expect(sum.every(Number.isSafeInteger)).toBe(true);
        expect(robustSum(turned, plan).sum).toEqual(sum);
      }),
    );
  });

  test("moves by no more than the sensitivity for one report, wherever the others are", () => {
    let largest = 0;
    fc.assert(
      fc.property(
        fc.nat(99_999),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(1, 31, 33, 1_000),
        fc.constantFrom(0, 0.3, 1, 5, 1e5),
        (seed, dimensions, reports, loud) => {
          const random = seededRandom(seed);
          const sums = randomSums(dimensions, reports, random, loud);
          const bucket = Math.floor(BUCKETS * random());
          const without = sums.slice();
          for (const [at, value] of randomReport(dimensions, random).entries())
            without[bucket * dimensions + at] -= value;
          const plan = { buckets: BUCKETS, reports };
          const [one, other] = [robustSum(sums, plan).sum, robustSum(without, plan).sum];
          const moved = Math.hypot(...one.map((value, at) => value - other[at]));
          largest = Math.max(largest, moved);
          expect(moved).toBeLessThanOrEqual(robustSensitivity(dimensions));
        },
      ),
      { numRuns: 3_000, seed: 3 },
    );
    expect(largest).toBeGreaterThan(0.9 * UNITS_PER_CLIP); // the bound is not idle
  });

  test("says what its numbers are of", () => {
    expect(robustSensitivity(257)).toBe(65_569);
    expect(robustSensitivity(1)).toBe(65_538);
  });

  test("refuses a round without reports, a wrong length, and sums that are not exact", () => {
    const sums = new Float64Array(BUCKETS);
    expect(() => robustSum(sums, { buckets: BUCKETS, reports: 0 })).toThrow("at least 1 report: got 0");
    expect(() => robustSum(new Float64Array(33), { buckets: BUCKETS, reports: 1 })).toThrow("got 33 values");
    for (const wrong of [0.5, Number.NaN, 2 ** 53]) {
      expect(() => robustSum(sums.with(4, wrong), { buckets: BUCKETS, reports: 9 })).toThrow(
        `value 4 is ${wrong}`,
      );
    }
  });
});
