import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shopPriorAt } from "../ranking/position-model.ts";
import { trustRegion } from "./trust-region.ts";

describe("trustRegion", () => {
  test("cuts the spread of the personal part to 0.9 of the base part's", () => {
    // std(b) = 1, std(d) = 4: the factor is 0.225.
    expect([...trustRegion([-1, 1, -1, 1], [4, 4, -4, -4])]).toEqual([0.9, 0.9, -0.9, -0.9]);
  });

  test("leaves a personal part that is narrow enough as it is", () => {
    expect([...trustRegion([-1, 1], [0.8, -0.8])]).toEqual([0.8, -0.8]);
    expect([...trustRegion([-1, 1], [0, 0])]).toEqual([0, 0]);
  });

  test("measures both parts about their means", () => {
    expect([...trustRegion([99, 101], [7.5, 8.5])]).toEqual([7.5, 8.5]);
  });

  test("does not silence the personal part where the base finds all items alike: it may spread 0.225", () => {
    const clipped = trustRegion([3, 3, 3], [1, 0, -1]);
    expect(clipped[0]).toBeCloseTo(0.225 / Math.sqrt(2 / 3), 12);
    expect([...clipped]).toEqual([...clipped].sort((a, b) => b - a));
    expect([...trustRegion([3, 3, 3], [0.1, 0, -0.1])]).toEqual([0.1, 0, -0.1]);
  });

  test("has a floor near to what the shop's order alone spreads over 24 items", () => {
    const shop = Array.from({ length: 24 }, (_, index) => shopPriorAt(index));
    const mean = shop.reduce((sum, score) => sum + score, 0) / 24;
    const spread = Math.sqrt(shop.reduce((sum, score) => sum + (score - mean) ** 2, 0) / 24);
    expect(spread).toBeGreaterThan(0.25);
    expect(spread).toBeLessThan(0.3);
  });

  test("lets the base alone decide where a number is not finite", () => {
    expect([...trustRegion([0, 1], [Number.NaN, 1])]).toEqual([0, 0]);
    expect([...trustRegion([0, 1], [Number.POSITIVE_INFINITY, 1])]).toEqual([0, 0]);
    expect([...trustRegion([0, Number.NaN], [0, 1])]).toEqual([0, 0]);
    expect([...trustRegion([], [])]).toEqual([]);
  });

  test("refuses lists of different lengths", () => {
    expect(() => trustRegion([1], [1, 2])).toThrow("got 2 and 1");
  });

  test("never widens, never turns, and keeps the personal part's own order", () => {
    const numbers = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(numbers, numbers), { minLength: 1 }), (rows) => {
        const personal = rows.map(([, score]) => score);
        const clipped = trustRegion(
          rows.map(([score]) => score),
          personal,
        );
        for (const [at, score] of clipped.entries()) {
          expect(Math.abs(score)).toBeLessThanOrEqual(Math.abs(personal[at]) + 1e-9);
          expect(score * personal[at]).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
