import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quantizeRows } from "./quantize-rows.ts";

describe("quantizeRows", () => {
  test("gives each row its own scale, and a row of zeros scale 1", () => {
    const { values, scales } = quantizeRows(Float32Array.of(1.27, -0.635, 0, 0, 254, 1), 2);
    expect([...values]).toEqual([127, -64, 0, 0, 127, 0]);
    expect([...scales]).toEqual([Math.fround(0.01), 1, 2]);
  });

  test("rounds halves to even, as numpy does", () => {
    const { values } = quantizeRows(Float32Array.of(127, 0.5, 1.5, 2.5, -0.5, -1.5), 6);
    expect([...values]).toEqual([127, 0, 2, 2, -0, -2].map((value) => value + 0));
  });

  test("errs by half a scale at most, also for the smallest numbers", () => {
    const rows = fc.float32Array({ minLength: 1, maxLength: 20, noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(rows, (row) => {
        const { values, scales } = quantizeRows(row, row.length);
        row.forEach((value, i) => {
          // Among the smallest numbers of all a scale is itself a rounded one.
          const allowed = Math.max(scales[0] * 0.501 + 1e-42, 1e-43);
          expect(Math.abs(value - values[i] * scales[0])).toBeLessThanOrEqual(allowed);
        });
      }),
    );
  });
});
