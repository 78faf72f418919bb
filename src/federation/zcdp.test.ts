import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gaussianEpsilon } from "./gaussian-accountant.ts";
import { epsilonOf, rhoOf } from "./zcdp.ts";

/** ε of one order, as the paper has it. */
function boundAt(alpha: number, rho: number, delta: number): number {
  return alpha * rho + Math.log(1 - 1 / alpha) - (Math.log(alpha) + Math.log(delta)) / (alpha - 1);
}

describe("epsilonOf", () => {
  test("of rho 0.81 at delta 1e-10 is the 8.9 that was published for Gboard", () => {
    expect(epsilonOf(0.81, 1e-10)).toBeCloseTo(8.92, 2);
  });

  test.each([
    [1, [6.09, 1.86, 0.76, 0.34]],
    [4, [13.4, 3.91, 1.58, 0.71]],
    [12, [26.3, 7.14, 2.83, 1.26]],
    [52, [69.0, 16.9, 6.31, 2.74]],
    [365, [382, 57.6, 19.4, 8.01]],
  ])("of %d reports at delta 1e-8 and sigma 1, 3, 7, 15 is %j, or less", (reports, expected) => {
    for (const [at, noiseMultiplier] of [1, 3, 7, 15].entries()) {
      const rho = reports * rhoOf(noiseMultiplier);
      // The table is of whole orders from 2: too coarse where much is spent.
      let table = Infinity;
      for (let alpha = 2; alpha < 1_024; alpha++) table = Math.min(table, boundAt(alpha, rho, 1e-8));
      expect(Math.abs(table / expected[at] - 1)).toBeLessThan(0.01);
      expect(epsilonOf(rho, 1e-8)).toBeLessThanOrEqual(table);
      if (expected[at] < 10) expect(epsilonOf(rho, 1e-8)).toBeGreaterThan(0.99 * table);
    }
  });

  test("is the least over all orders", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 500, noNaN: true }),
        fc.double({ min: -30, max: -1, noNaN: true }),
        (rho, logDelta) => {
          const delta = Math.exp(logDelta);
          let least = Infinity;
          for (let logA = -12; logA < 40; logA += 0.01) {
            const alpha = 1 + Math.exp(logA);
            least = Math.min(least, boundAt(alpha, rho, delta));
          }
          const epsilon = epsilonOf(rho, delta);
          expect(epsilon).toBeLessThanOrEqual(Math.max(0, least) + 1e-9);
          expect(epsilon).toBeGreaterThan(Math.max(0, least) - 1e-3 * (1 + least));
        },
      ),
    );
  });

  test("is a few per cent above what the continuous Gaussian really costs, and never below", () => {
    for (const noiseMultiplier of [0.5, 1, 3, 7, 20]) {
      for (const releases of [1, 12]) {
        const exact = gaussianEpsilon({ sigma: noiseMultiplier, releases, delta: 1e-8 });
        const epsilon = epsilonOf(releases * rhoOf(noiseMultiplier), 1e-8);
        expect(epsilon).toBeGreaterThan(exact);
        expect(epsilon).toBeLessThan(1.15 * exact);
      }
    }
  });

  test("is below the older conversion, rho + 2 √(rho ln 1/delta)", () => {
    for (const rho of [1e-3, 0.1, 1, 30])
      expect(epsilonOf(rho, 1e-8)).toBeLessThan(rho + 2 * Math.sqrt(rho * Math.log(1e8)));
  });

  test("is 0 without a report, Infinity without noise, and refuses what is out of range", () => {
    expect(epsilonOf(0, 1e-8)).toBe(0);
    expect(epsilonOf(1e-30, 1e-8)).toBe(0);
    expect(epsilonOf(rhoOf(0), 1e-8)).toBe(Infinity);
    expect(epsilonOf(1e9, 1e-8)).toBeGreaterThan(1e9);
    for (const [rho, delta] of [
      [-1, 0.1],
      [Number.NaN, 0.1],
      [1, 0],
      [1, 1],
      [1, Number.NaN],
    ])
      expect(() => epsilonOf(rho, delta)).toThrow(RangeError);
    for (const wrong of [-1, Number.NaN, Infinity]) expect(() => rhoOf(wrong)).toThrow(`got ${wrong}`);
  });
});

describe("rhoOf", () => {
  test("is half the inverse square: 12 reports at sigma 7 are worth one at 2.02", () => {
    expect(rhoOf(1)).toBe(0.5);
    expect(rhoOf(0.5)).toBe(2);
    expect(12 * rhoOf(7)).toBeCloseTo(rhoOf(7 / Math.sqrt(12)), 12);
  });
});
