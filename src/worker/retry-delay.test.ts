import fc from "fast-check";
import { expect, test } from "vitest";
import { retryDelayMs } from "./retry-delay.ts";

const MINUTE_MS = 60_000;

test.each([
  [1, 2],
  [2, 4],
  [5, 32],
  [10, 1_024],
  [11, 1_440],
  [5_000, 1_440],
])("after %d failures in a row the wait is between 1 and %d minutes, as is drawn", (failures, most) => {
  expect(retryDelayMs(failures, () => 0)).toBe(MINUTE_MS);
  expect(retryDelayMs(failures, () => 0.5)).toBeCloseTo(((1 + most) / 2) * MINUTE_MS, 6);
  expect(retryDelayMs(failures, () => 1 - 2 ** -32)).toBeGreaterThan((most - 0.001) * MINUTE_MS);
});

test("is never under a minute or over a day, whatever the count of failures", () => {
  fc.assert(
    fc.property(fc.double(), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failures, u) => {
      const ms = retryDelayMs(Number.isNaN(failures) ? 0 : failures, () => u);
      expect(ms).toBeGreaterThanOrEqual(MINUTE_MS);
      expect(ms).toBeLessThanOrEqual(24 * 60 * MINUTE_MS);
    }),
  );
});
