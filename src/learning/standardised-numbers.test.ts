import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { standardised } from "./standardised-numbers.ts";

const RATINGS = [4.6, 4.2, 3.1, 4.8, 4.4, 4.5, 4.7];
const byValue = (values: readonly number[], code: readonly number[]): number[] =>
  [...values.keys()].sort((a, b) => values[a] - values[b]).map((at) => code[at]);
const spread = (code: readonly number[]): number => Math.max(...code) - Math.min(...code);

describe("standardised", () => {
  test("rises with the value, and is highest for low, middle and high where they say", () => {
    const codes = standardised(RATINGS)!;
    const [rising, low, middle, high] = codes.map((code) => byValue(RATINGS, code));
    for (let at = 1; at < RATINGS.length; at++) expect(rising[at]).toBeGreaterThanOrEqual(rising[at - 1]);
    expect(low.indexOf(Math.max(...low))).toBe(0);
    expect(middle.indexOf(Math.max(...middle))).toBe(3);
    expect(high.indexOf(Math.max(...high))).toBe(6);
  });

  test("is null where no two values differ, also of one value and of none", () => {
    for (const same of [[], [3], [4.5, 4.5, 4.5], [0.1, 0.1]]) expect(standardised(same)).toBeNull();
  });

  test("has the mean 0 in every code, and no value far out, whatever the numbers", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), { minLength: 2, maxLength: 50 }),
        (values) => {
          for (const code of standardised(values) ?? []) {
            expect(Math.abs(code.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9);
            expect(code.every((value) => Math.abs(value) <= 4)).toBe(true);
          }
        },
      ),
    );
  });

  test("is nothing for values that hardly differ, however large or small they are", () => {
    expect(standardised([1e300, 1e300, 1.0000000000000002e300])).toBeNull();
    expect(standardised([0, 0, 5e-324])).toBeNull();
  });

  test("does not depend on the unit", () => {
    const [kilograms, grams] = [
      [1.2, 3.4, 0.7, 2.2, 5.1],
      [1200, 3400, 700, 2200, 5100],
    ].map(standardised);
    for (const [code, values] of kilograms!.entries())
      for (const [at, value] of values.entries()) expect(grams![code][at]).toBeCloseTo(value, 9);
  });

  test("tells the others apart as well with one card far out as without it", () => {
    const plain = standardised(RATINGS)![0];
    const odd = standardised([...RATINGS, 1e6])![0];
    for (const [a, b] of [
      [0, 1],
      [3, 2],
    ])
      expect(Math.abs(odd[a] - odd[b])).toBeGreaterThan(0.6 * Math.abs(plain[a] - plain[b]));
  });

  test("tells values apart of which most are equal", () => {
    const [rising] = standardised([5, 5, 5, 5, 5, 5, 4])!;
    expect(rising[6]).toBeLessThan(rising[0] - 1);
  });

  test("takes counts by their magnitude: 10 and 100 lie as far apart as 100 and 1,000", () => {
    const counts = [3, 10, 30, 100, 300, 1_000, 40, 25, 9_000];
    const [rising] = standardised(counts)!;
    expect((rising[5] - rising[3]) / (rising[3] - rising[1])).toBeCloseTo(1, 1);
  });

  test("takes grades, signed numbers and even spreads as they are", () => {
    for (const values of [
      [1, 2, 3, 4, 5, 2, 3],
      [-40, 3, 10, 100, 1_000, 9_000],
      [20_100, 20_200, 20_300, 20_400, 20_500],
    ]) {
      const [rising] = standardised(values)!;
      const [a, b, c] = [...values.keys()].sort((x, y) => values[x] - values[y]);
      const ratio = (rising[c] - rising[b]) / (rising[b] - rising[a]);
      expect(ratio).toBeCloseTo((values[c] - values[b]) / (values[b] - values[a]), 6);
    }
  });

  test("gives equal values equal codes", () => {
    for (const code of standardised([1, 2, 2, 7, 2])!) expect([code[1], code[2]]).toEqual([code[4], code[4]]);
    expect(spread(standardised([1, 2])![0])).toBeGreaterThan(0);
  });
});
