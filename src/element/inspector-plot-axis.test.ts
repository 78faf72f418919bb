import { describe, expect, test } from "vitest";
import { decadeAxis, fittedAxis, sizeAxis } from "./inspector-plot-axis.ts";

describe("fittedAxis", () => {
  test("leaves out what is not finite, and has a middle for one value or none", () => {
    expect(fittedAxis([Number.NaN, 4, 2]).ticks).toEqual([2, 3, 4]);
    expect(fittedAxis([7]).heightOf(7)).toBe(0.5);
    expect(fittedAxis([Number.NaN]).ticks).toEqual([0, 0.5, 1]);
  });
});

describe("decadeAxis", () => {
  test("puts equal ratios at equal distances between powers of ten", () => {
    const axis = decadeAxis([12, 50, 640]);
    expect(axis.ticks).toEqual([10, 100, 1000]);
    expect(axis.heightOf(100)).toBeCloseTo(0.5, 12);
    expect(axis.heightOf(40) - axis.heightOf(20)).toBeCloseTo(axis.heightOf(800) - axis.heightOf(400), 12);
  });

  test("has two ticks at least, and nothing below 1", () => {
    expect(decadeAxis([100, 100]).ticks).toEqual([100, 1000]);
    expect(decadeAxis([0.2, 50]).ticks).toEqual([1, 10, 100]);
    expect(decadeAxis([0.2, 50]).heightOf(0)).toBe(0);
  });
});

describe("sizeAxis", () => {
  test("ends at a round number that no value passes", () => {
    expect([sizeAxis([9.2, 34]).ticks, sizeAxis([0.3]).ticks]).toEqual([
      [0, 20, 40],
      [0, 0.5, 1],
    ]);
  });
});
