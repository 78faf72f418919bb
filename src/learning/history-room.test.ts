import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { historyRoom } from "./history-room.ts";

describe("historyRoom", () => {
  test("is 0.3 of what the shop's order spreads, and twice what the head does", () => {
    // std: 2 and 3.
    expect(historyRoom([1, 5, 1, 5], [-3, 3, 3, -3])).toBeCloseTo(0.3 * 2 + 2 * 3, 12);
  });

  test("is nothing where nothing orders the list", () => {
    expect(historyRoom([], [])).toBe(0);
    expect(historyRoom([7], [9])).toBe(0);
    expect(historyRoom([2, 2, 2], [-1, -1, -1])).toBe(0);
  });

  test("is that of the shop's order alone without a head", () => {
    expect(historyRoom([-1, 1], [])).toBeCloseTo(0.3, 12);
    expect(historyRoom([-1, 1], [0, 0])).toBeCloseTo(0.3, 12);
  });

  test("does not become less by a head, whichever way it turns the shop's order", () => {
    const numbers = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(numbers, numbers), { minLength: 1 }), (rows) => {
        const shop = rows.map(([score]) => score);
        const head = rows.map(([, score]) => score);
        expect(historyRoom(shop, head)).toBeGreaterThanOrEqual(historyRoom(shop, []));
      }),
    );
  });

  test("is NaN where a number is not finite, so that the history counts for nothing", () => {
    expect(historyRoom([0, Infinity], [])).toBeNaN();
    expect(historyRoom([0, 1], [0, NaN])).toBeNaN();
  });
});
