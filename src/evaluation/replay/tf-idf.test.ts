import { describe, expect, test } from "vitest";
import { tfIdfOf } from "./tf-idf.ts";

const TITLES = ["Red lamp, red", "Café lamp", "cafe chair", "???"];
/** 1 + ln((n + 1) / (df + 1)) with n = 4: of a word in two titles, and of a word in one. */
const COMMON = 1 + Math.log(5 / 3);
const RARE = 1 + Math.log(5 / 2);

describe("tfIdfOf", () => {
  test("gives the cosine of (1 + ln tf)(1 + ln((n + 1) / (df + 1))) vectors", () => {
    const red = (1 + Math.log(2)) * RARE;
    const expected = (COMMON * COMMON) / Math.hypot(red, COMMON) / Math.hypot(COMMON, COMMON);
    const [own, other] = tfIdfOf(TITLES).similarities([0], [0, 1]);
    expect(own).toBeCloseTo(1, 12);
    expect(other).toBeCloseTo(expected, 12);
  });

  test("reads words without case and marks", () => {
    const [chair] = tfIdfOf(TITLES).similarities([1], [2]);
    expect(chair).toBeCloseTo((COMMON * COMMON) / Math.hypot(COMMON, COMMON) / Math.hypot(COMMON, RARE), 12);
  });

  test("compares with the mean of unit vectors, so that each item of the history counts as much", () => {
    const { similarities } = tfIdfOf(TITLES);
    const a = [(1 + Math.log(2)) * RARE, COMMON, 0, 0]; // red lamp café chair
    const c = [0, 0, COMMON, RARE];
    const profile = a.map((value, at) => value / Math.hypot(...a) + c[at] / Math.hypot(...c));
    const b = [0, COMMON, COMMON, 0];
    const product = b.reduce((sum, value, at) => sum + value * profile[at], 0);
    expect(similarities([0, 2], [1])[0]).toBeCloseTo(product / Math.hypot(...b) / Math.hypot(...profile), 12);
  });

  test("gives zeros without a history, for titles without words, and nothing left over from the last call", () => {
    const { similarities } = tfIdfOf(TITLES);
    similarities([0, 1, 2], [0]);
    expect([...similarities([], [0, 1, 3])]).toEqual([0, 0, 0]);
    expect([...similarities([3], [0, 3])]).toEqual([0, 0]);
    expect(similarities([2], [0])[0]).toBe(0);
  });
});
