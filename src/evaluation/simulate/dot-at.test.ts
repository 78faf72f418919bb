import { describe, expect, test } from "vitest";
import { dotAt } from "./dot-at.ts";

describe("dotAt", () => {
  test("sums all products from both starts on, whether or not four divides the size", () => {
    const values = Float32Array.from({ length: 12 }, (_, at) => at + 1);
    const others = Float64Array.from({ length: 12 }, (_, at) => 10 ** (at % 3));
    for (let size = 0; size <= 9; size++) {
      let wanted = 0;
      for (let at = 0; at < size; at++) wanted += values[2 + at] * others[1 + at];
      expect(dotAt(values, 2, others, 1, size)).toBe(wanted);
    }
  });
});
