import fc from "fast-check";
import { expect, test } from "vitest";
import { estimateOf, shareOf, sideOf } from "./estimate.ts";

test("is Wilson's interval, as tables have it, and null of nothing", () => {
  expect(shareOf(8, 10)).toMatchObject({ mean: 0.8, count: 10 });
  expect(shareOf(8, 10)!.low).toBeCloseTo(0.4902, 3);
  expect(shareOf(8, 10)!.high).toBeCloseTo(0.9433, 3);
  expect(shareOf(0, 0)).toBeNull();
});

test("does not say that nobody is harmed because none of a few was: 0 of 125 may be 3 %", () => {
  expect(shareOf(0, 125)!.high).toBeCloseTo(0.0298, 3);
  expect(shareOf(125, 125)!.low).toBeCloseTo(0.9702, 3);
});

test("holds its mean, lies between 0 and 1, and is narrower for more", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (all, part) => {
        const count = Math.round(part * all);
        const { mean, low, high } = shareOf(count, all)!;
        const more = shareOf(4 * count, 4 * all)!;
        expect(low).toBeLessThanOrEqual(mean + 1e-12);
        expect(high).toBeGreaterThanOrEqual(mean - 1e-12);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(more.high - more.low).toBeLessThan(high - low);
      },
    ),
  );
});

test("an interval is on a side if it does not hold 0, and is of three at least", () => {
  expect(sideOf(estimateOf([1, 2, 3]))).toBe(1);
  expect(sideOf(estimateOf([-1, -2, -3]))).toBe(-1);
  expect(sideOf(estimateOf([-1, 1, 2]))).toBe(0);
  expect(sideOf(estimateOf([1, 2]))).toBe(0);
  expect(sideOf(estimateOf([Number.NaN]))).toBe(0);
});
