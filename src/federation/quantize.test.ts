import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { dequantize, quantize } from "./quantize.ts";

// Short of the end of float32, where the largest step times the scale may round to infinity.
const finiteVector = fc.float32Array({ min: -(2 ** 120), max: 2 ** 120, noNaN: true, maxLength: 64 });

describe("quantize", () => {
  test("moves no value by a whole step, and dequantize brings it back", () => {
    fc.assert(
      fc.property(finiteVector, fc.integer(), (vector, seed) => {
        const quantized = quantize(vector, seededRandom(seed));
        // One float32 rounding of the product on top of the step.
        const largestMove = quantized.scale * (1 + 1e-5);
        dequantize(quantized).forEach((value, index) => {
          expect(Math.abs(value - vector[index])).toBeLessThanOrEqual(largestMove);
        });
      }),
      { numRuns: 500 },
    );
  });

  test("keeps every step within -127 and 127, even when rounding up as often as it can", () => {
    fc.assert(
      fc.property(finiteVector, (vector) => {
        for (const step of quantize(vector, () => 1 - 2 ** -32).steps)
          expect(Math.abs(step)).toBeLessThanOrEqual(127);
      }),
    );
  });

  test("has no bias: truncation would be off by 0.3 steps, rounding half up by 0.3 the other way", () => {
    const random = seededRandom(7);
    const draws = 20_000;
    for (const fraction of [0.3, 0.7, -0.3, -0.7]) {
      const vector = Float32Array.of(127, fraction); // the first value sets the scale to 1
      let sum = 0;
      for (let draw = 0; draw < draws; draw++) sum += quantize(vector, random).steps[1];
      // The standard error of the mean is 0.0032 steps.
      expect(Math.abs(sum / draws - fraction)).toBeLessThan(0.016);
    }
  });

  test("gives scale 0 for an all-zero vector and for an empty one", () => {
    expect(quantize(new Float32Array(3), () => 0.9)).toEqual({ steps: new Int8Array(3), scale: 0 });
    expect(quantize(new Float32Array(0), () => 0.9).scale).toBe(0);
  });

  test("refuses a NaN, naming its index", () => {
    expect(() => quantize(Float32Array.of(0, Number.NaN), () => 0)).toThrow(
      "value 1 must be finite: got NaN",
    );
  });
});
