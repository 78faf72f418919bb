import { expect, test } from "vitest";
import { areFinite } from "./are-finite.ts";

const VALUES = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

test.each([1, 2, 3, 4, 5, 8, 9])(
  "areFinite finds one value of %d that is no number, wherever it is",
  (count) => {
    for (const made of [new Float32Array(count), new Float64Array(count)]) {
      const largest = made instanceof Float32Array ? 3e38 : Number.MAX_VALUE;
      expect(areFinite(made.fill(-largest))).toBe(true);
      for (const value of VALUES) {
        for (let at = 0; at < count; at++) {
          made.fill(1)[at] = value;
          expect(areFinite(made)).toBe(false);
        }
      }
    }
  },
);

test("areFinite holds for no numbers at all", () => {
  expect(areFinite(new Float64Array())).toBe(true);
});
