import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toFixedPoint, UNITS_PER_CLIP } from "./fixed-point.ts";

const anyVector = fc.float32Array({ noNaN: true, noDefaultInfinity: true, maxLength: 64 });
const exactSquaredNorm = (units: Int32Array): bigint =>
  [...units].reduce((sum, value) => sum + BigInt(value) ** 2n, 0n);

describe("toFixedPoint", () => {
  test("gives whole units of the clip norm, cut towards 0", () => {
    const delta = Float32Array.of(0.5, -0.25, 1.75 / UNITS_PER_CLIP, -1.75 / UNITS_PER_CLIP, 0);
    expect([...toFixedPoint(delta, 1)]).toEqual([32_768, -16_384, 1, -1, 0]);
    expect([...toFixedPoint(delta, 2)]).toEqual([16_384, -8_192, 0, 0, 0]);
  });

  test("clips what a device should have clipped", () => {
    const [first, second] = toFixedPoint(Float32Array.of(3e38, -3e38), 0.7);
    expect(first).toBe(-second);
    expect(first / UNITS_PER_CLIP).toBeCloseTo(Math.SQRT1_2, 4);
  });

  test("never exceeds one clip norm, to the last unit", () => {
    fc.assert(
      fc.property(anyVector, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (delta, clipNorm) => {
        expect(exactSquaredNorm(toFixedPoint(delta, clipNorm))).toBeLessThanOrEqual(2n ** 32n);
      }),
      { numRuns: 2_000 },
    );
  });

  test("loses less than one unit a value of a delta inside the clip", () => {
    fc.assert(
      fc.property(fc.float32Array({ min: -0.125, max: 0.125, noNaN: true, maxLength: 60 }), (delta) => {
        for (const [index, units] of toFixedPoint(delta, 1).entries()) {
          const lost = delta[index] - units / UNITS_PER_CLIP;
          expect(Math.abs(lost)).toBeLessThan(1 / UNITS_PER_CLIP);
          expect(lost * delta[index]).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  test("takes a vector of one value at the clip, and of none", () => {
    expect([...toFixedPoint(Float32Array.of(-5), 0.1)]).toEqual([-65_535]); // the clip itself stays below its norm
    expect(toFixedPoint(new Float32Array(0), 1)).toHaveLength(0);
  });

  test("refuses a NaN and a clip norm of 0", () => {
    expect(() => toFixedPoint(Float32Array.of(Number.NaN), 1)).toThrow(/must be finite/);
    expect(() => toFixedPoint(Float32Array.of(1), 0)).toThrow(/positive number: got 0/);
  });
});
