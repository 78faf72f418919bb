import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clipByNorm, l2Norm } from "./clip.ts";

const finiteVector = fc.float32Array({ noNaN: true, noDefaultInfinity: true, maxLength: 64 });

describe("clipByNorm", () => {
  test("shortens [3, 4] to norm 1 and keeps its direction", () => {
    const { vector, normBeforeClip } = clipByNorm(Float32Array.of(3, 4), 1);
    expect(normBeforeClip).toBe(5);
    expect(vector[0]).toBeCloseTo(0.6, 6);
    expect(vector[1]).toBeCloseTo(0.8, 6);
  });

  test("leaves a vector inside the clip norm as it is, in a copy", () => {
    const inside = Float32Array.of(0.3, -0.4);
    const { vector } = clipByNorm(inside, 0.75);
    expect([...vector]).toEqual([...inside]);
    expect(vector).not.toBe(inside);
  });

  test("never exceeds the clip norm", () => {
    fc.assert(
      fc.property(finiteVector, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (vector, clipNorm) => {
        expect(l2Norm(clipByNorm(vector, clipNorm).vector)).toBeLessThanOrEqual(clipNorm);
      }),
      { numRuns: 1_000 },
    );
  });

  test("refuses a NaN, an infinity and a clip norm that is not positive", () => {
    expect(() => clipByNorm(Float32Array.of(1, Number.NaN), 1)).toThrow(/must be finite/);
    expect(() => clipByNorm(Float32Array.of(1, Infinity), 1)).toThrow(/must be finite/);
    for (const clipNorm of [0, -1, Number.NaN, Infinity]) {
      expect(() => clipByNorm(Float32Array.of(1), clipNorm)).toThrow(`positive number: got ${clipNorm}`);
    }
  });
});
