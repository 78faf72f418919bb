import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { historyShare } from "./history-share.ts";

describe("historyShare", () => {
  test("lets the history spread as far as there is room", () => {
    // std(h) = 4.
    expect(historyShare(0.3, [14, 14, 6, 6])).toBeCloseTo(0.075, 12);
  });

  test("leaves a history that is narrow enough as it is", () => {
    expect(historyShare(0.3, [0.3, -0.3])).toBe(1);
    expect(historyShare(0.3, [2, 2])).toBe(1);
    expect(historyShare(0.3, [])).toBe(1);
  });

  test("lets it count in full where the list has no order of its own", () => {
    expect(historyShare(0, [5, 0, -5])).toBe(1);
    expect(historyShare(3e-17, [1, -1, 0])).toBe(1); // equal scores but for rounding
  });

  test("is finite and never widens, whatever finite scores come", () => {
    const numbers = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    const rooms = fc.double({ min: 0, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(rooms, fc.array(numbers, { minLength: 1 }), (room, history) => {
        const share = historyShare(room, history);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }),
    );
  });
});
