import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { historyShare } from "./history-share.ts";

describe("historyShare", () => {
  test("lets the history spread 0.3 of what the base part does", () => {
    // std(b) = 1, std(h) = 4.
    expect(historyShare([-1, 1, -1, 1], [14, 14, 6, 6])).toBeCloseTo(0.075, 12);
  });

  test("leaves a history that is narrow enough as it is", () => {
    expect(historyShare([-1, 1], [0.3, -0.3])).toBe(1);
    expect(historyShare([-1, 1], [2, 2])).toBe(1);
    expect(historyShare([], [])).toBe(1);
  });

  test("lets it count in full where the list has no order of its own", () => {
    expect(historyShare([2, 2, 2], [5, 0, -5])).toBe(1);
    const left = [0.3, 0.1 + 0.2, 0.3]; // equal but for rounding
    expect(new Set(left).size).toBe(2);
    expect(historyShare(left, [1, -1, 0])).toBe(1);
  });

  test("is finite and never widens, whatever finite scores come", () => {
    const numbers = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(numbers, numbers), { minLength: 1 }), (rows) => {
        const share = historyShare(
          rows.map(([base]) => base),
          rows.map(([, history]) => history),
        );
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }),
    );
  });
});
