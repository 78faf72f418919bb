import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { orderWithFixed } from "./order-with-fixed.ts";

describe("orderWithFixed", () => {
  test("puts the highest score first", () => {
    expect(orderWithFixed([0.1, 3, -2, 1])).toEqual([1, 3, 0, 2]);
  });

  test("keeps the shop's order among equal scores", () => {
    expect(orderWithFixed([1, 1, 1, 2, 1])).toEqual([3, 0, 1, 2, 4]);
  });

  test("leaves a fixed candidate at its place and fills the others around it", () => {
    expect(orderWithFixed([0, 1, 2, 3], [{ index: 0, place: 1 }])).toEqual([3, 0, 2, 1]);
  });

  test("gives an empty order for an empty list", () => {
    expect(orderWithFixed([])).toEqual([]);
  });

  test("refuses scores that are not finite, naming the candidate", () => {
    expect(() => orderWithFixed([0, Number.NaN])).toThrow("score 1 must be finite, got NaN");
  });

  test("refuses two candidates at one place", () => {
    const twice = [
      { index: 0, place: 1 },
      { index: 1, place: 1 },
    ];
    expect(() => orderWithFixed([0, 1, 2], twice)).toThrow(RangeError);
  });

  test("is always a permutation that honours every fixed place and sorts the rest", () => {
    const lists = fc
      .array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { maxLength: 40 })
      .chain((scores) =>
        fc.record({
          scores: fc.constant(scores),
          indices: fc.subarray([...scores.keys()]),
          places: fc.shuffledSubarray([...scores.keys()]),
        }),
      );
    fc.assert(
      fc.property(lists, ({ scores, indices, places }) => {
        const fixed = indices.slice(0, places.length).map((index, at) => ({ index, place: places[at] }));
        const order = orderWithFixed(scores, fixed);
        expect([...order].sort((a, b) => a - b)).toEqual([...scores.keys()]);
        for (const { index, place } of fixed) expect(order[place]).toBe(index);
        const held = new Set(fixed.map(({ index }) => index));
        const free = order.filter((index) => !held.has(index)).map((index) => scores[index]);
        expect(free).toEqual([...free].sort((a, b) => b - a));
      }),
    );
  });
});
