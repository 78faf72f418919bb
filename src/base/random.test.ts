import { describe, expect, test } from "vitest";
import { normalFrom, randomBytes, seededRandom } from "./random.ts";

describe("seededRandom", () => {
  test("repeats itself for one seed and differs for the next", () => {
    const draw = (seed: number): number[] => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  test("is uniform over [0, 1) by a chi-square test of 16 bins", () => {
    const random = seededRandom(42);
    const bins = new Array<number>(16).fill(0);
    for (let at = 0; at < 16_000; at++) bins[Math.floor(random() * 16)]++;
    const chiSquare = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(37.7); // 99.9 % of 15 degrees of freedom
  });
});

describe("randomBytes", () => {
  test("gives as many as are asked for, each of all 256 values, new ones at each call", () => {
    const bytes = randomBytes(seededRandom(3));
    expect(bytes(0)).toEqual(new Uint8Array(0));
    expect(bytes(16)).not.toEqual(bytes(16));
    expect(new Set(bytes(5_000)).size).toBe(256);
  });
});

describe("normalFrom", () => {
  test("has mean 0 and variance 1", () => {
    const random = seededRandom(7);
    const values = Array.from({ length: 20_000 }, () => normalFrom(random));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(variance).toBeGreaterThan(0.96);
    expect(variance).toBeLessThan(1.04);
  });
});
