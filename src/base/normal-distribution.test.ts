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
    [1e-30, -11.4640246884436],
    [1e-300, -37.0470962993612],
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
  // Computed to 40 digits with mpmath, by erfc.
  test.each([
    [0.5, 0.8763644564536923],
    [1, 0.655679542418798],
    [2, 0.421369229288054],
    [2.999, 0.304676550771252],
    [5, 0.192808104715316],
    [30, 0.0332964190724972],
  ])("of %f is %f", (x, ratio) => {
    expect(millsRatio(x) / ratio).toBeCloseTo(1, 12);
  });

  test("of 0 is √(π/2), and both ways to it agree where they meet", () => {
    expect(millsRatio(0)).toBeCloseTo(Math.sqrt(Math.PI / 2), 14);
    expect(millsRatio(3 - 1e-12)).toBeCloseTo(millsRatio(3), 10);
    expect(millsRatio(1e8)).toBeCloseTo(1e-8, 20);
  });
});
