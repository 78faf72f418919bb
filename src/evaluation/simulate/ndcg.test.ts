import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ndcgOf, orderOf } from "./ndcg.ts";

describe("ndcgOf", () => {
  test("is 1 for the ideal order, and by hand for another", () => {
    const grades = Uint8Array.of(0, 2, 1);
    expect(ndcgOf(Float64Array.of(0, 2, 1), grades)).toBe(1);
    const shown = (2 ** 1 - 1) / Math.log2(2) + (2 ** 2 - 1) / Math.log2(3);
    const ideal = 3 / Math.log2(2) + 1 / Math.log2(3);
    expect(ndcgOf(Float64Array.of(0, 1, 2), grades)).toBeCloseTo(shown / ideal, 12);
  });

  test("does not count what comes after rank 10", () => {
    const scores = Float64Array.from({ length: 12 }, (_, index) => -index);
    const graded = (index: number): Uint8Array => Uint8Array.from(scores, (_, at) => (at === index ? 4 : 0));
    expect(ndcgOf(scores, graded(10))).toBe(0);
    expect(ndcgOf(scores, graded(9))).toBeCloseTo(1 / Math.log2(11), 12);
  });

  test("is not a number where no grade is positive", () => {
    expect(ndcgOf(Float64Array.of(1, 2), Uint8Array.of(0, 0))).toBeNaN();
  });
});

describe("orderOf", () => {
  test("sorts as a stable sort does, equal scores in the order in which they came", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 30 }), (scores) => {
        const wanted = [...scores.keys()].sort((a, b) => scores[b] - scores[a]);
        expect([...orderOf(Float64Array.from(scores))]).toEqual(wanted);
      }),
    );
  });
});
