import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { millsRatio, normalDensity, normalQuantile } from "./normal-distribution.ts";

describe("normalQuantile", () => {
  test.each([
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.05, -1.6448536269514722],
    [1e-9, -5.997807015008182],
    [0.999, 3.090232306167813],
  ])("of %f is %f", (share, quantile) => {
    expect(normalQuantile(share)).toBeCloseTo(quantile, 9);
  });

  test("is infinite at the ends, and as far below the middle as above", () => {
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 0.5, noNaN: true }), (share) => {
        expect(normalQuantile(1 - share)).toBeCloseTo(-normalQuantile(share), 9);
        const x = -normalQuantile(share);
        expect((normalDensity(x) * millsRatio(x)) / share).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe("millsRatio", () => {
  test("of 0 is √(π/2), and both ways to it agree where they meet", () => {
    expect(millsRatio(0)).toBeCloseTo(Math.sqrt(Math.PI / 2), 14);
    expect(millsRatio(3 - 1e-12)).toBeCloseTo(millsRatio(3), 10);
    expect(millsRatio(1e8)).toBeCloseTo(1e-8, 20);
  });
});
