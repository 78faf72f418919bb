import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gaussianEpsilon } from "./gaussian-accountant.ts";

const delta = 1e-5;

describe("gaussianEpsilon", () => {
  test.each([
    [0.5, 10.0, 1],
    [1, 4.38, 2],
    [2, 1.99, 2],
    [4, 0.93, 2],
    [7, 0.5, 2],
    [10, 0.34, 2],
  ])("of sigma %f at delta 1e-5 is %f", (sigma, epsilon, digits) => {
    expect(gaussianEpsilon({ sigma, releases: 1, delta })).toBeCloseTo(epsilon, digits);
  });

  test("of T releases is that of one with sigma / √T", () => {
    expect(gaussianEpsilon({ sigma: 7, releases: 12, delta })).toBeCloseTo(1.97, 2);
    expect(gaussianEpsilon({ sigma: 4, releases: 12, delta })).toBeCloseTo(3.71, 2);
    expect(gaussianEpsilon({ sigma: 2, releases: 4, delta })).toBeCloseTo(
      gaussianEpsilon({ sigma: 1, releases: 1, delta }),
      9,
    );
  });

  test("gives back the delta that a sum over the two densities has", () => {
    for (const sigma of [0.3, 1, 5]) {
      const epsilon = gaussianEpsilon({ sigma, releases: 1, delta });
      // δ = ∫ max(0, p(x) − exp(ε) q(x)) dx for p, q normal around 1 and 0
      let sum = 0;
      const step = sigma / 2_000;
      for (let x = -12 * sigma; x < 1 + 12 * sigma; x += step) {
        const p = Math.exp(-((x - 1) ** 2) / (2 * sigma ** 2));
        const q = Math.exp(epsilon - x ** 2 / (2 * sigma ** 2));
        sum += (step * Math.max(0, p - q)) / (sigma * Math.sqrt(2 * Math.PI));
      }
      expect(sum / delta).toBeCloseTo(1, 4);
    }
  });

  test("falls with sigma, grows with releases, and stays finite and at least 0 at the ends", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1e4, noNaN: true }),
        fc.double({ min: 1e-12, max: 0.5, noNaN: true }),
        (sigma, delta) => {
          const epsilon = gaussianEpsilon({ sigma, releases: 1, delta });
          expect(epsilon).toBeGreaterThanOrEqual(0);
          expect(epsilon).toBeLessThan(Infinity);
          expect(gaussianEpsilon({ sigma: 1.1 * sigma, releases: 1, delta })).toBeLessThanOrEqual(epsilon);
          expect(gaussianEpsilon({ sigma, releases: 2, delta })).toBeGreaterThanOrEqual(epsilon);
        },
      ),
    );
    expect(gaussianEpsilon({ sigma: 1e6, releases: 1, delta })).toBe(0);
  });

  test("is Infinity without noise and refuses numbers out of range", () => {
    expect(gaussianEpsilon({ sigma: 0, releases: 1, delta })).toBe(Infinity);
    for (const wrong of [{ sigma: -1 }, { sigma: Number.NaN }, { releases: 0 }, { delta: 0 }, { delta: 1 }])
      expect(() => gaussianEpsilon({ sigma: 1, releases: 1, delta, ...wrong })).toThrow(RangeError);
  });
});
