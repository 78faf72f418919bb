import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyMean, federatedMean } from "./aggregate.ts";
import { clipByNorm, l2Norm } from "./clip.ts";

const dimensions = 6;
const vector = fc.float32Array({
  min: -100,
  max: 100,
  noNaN: true,
  minLength: dimensions,
  maxLength: dimensions,
});

describe("federatedMean", () => {
  test("of equal deltas is that delta, clipped", () => {
    fc.assert(
      fc.property(vector, fc.integer({ min: 1, max: 30 }), (delta, count) => {
        const { mean } = federatedMean(
          Array.from({ length: count }, () => delta),
          { dimensions, clipNorm: 50 },
        );
        const clipped = clipByNorm(delta, 50).vector;
        mean.forEach((value, index) => expect(value).toBeCloseTo(clipped[index], 4));
      }),
    );
  });

  test("clips each delta by itself, not their sum", () => {
    const deltas = [Float32Array.of(1, 0), Float32Array.of(0, 1e30)];
    const { mean, count } = federatedMean(deltas, { dimensions: 2, clipNorm: 0.5 });
    expect(count).toBe(2);
    expect(mean[0]).toBeCloseTo(0.25, 6);
    expect(mean[1]).toBeCloseTo(0.25, 6);
  });

  test("is never longer than the clip norm", () => {
    fc.assert(
      fc.property(fc.array(vector, { minLength: 1, maxLength: 8 }), (deltas) => {
        expect(l2Norm(federatedMean(deltas, { dimensions, clipNorm: 2 }).mean)).toBeLessThanOrEqual(2 + 1e-6);
      }),
    );
  });

  test("holds one delta at a time", () => {
    const reused = new Float32Array(2);
    function* deltas(): Generator<Float32Array> {
      for (const value of [0.1, 0.3]) yield reused.fill(value);
    }
    expect(federatedMean(deltas(), { dimensions: 2, clipNorm: 1 }).mean[0]).toBeCloseTo(0.2, 6);
  });

  test("refuses an empty round and a delta of another length", () => {
    expect(() => federatedMean([], { dimensions, clipNorm: 1 })).toThrow("at least 1 delta: got 0");
    expect(() => federatedMean([new Float32Array(5)], { dimensions, clipNorm: 1 })).toThrow(
      "must have 6 values: got 5",
    );
  });
});

describe("applyMean", () => {
  test("adds the mean times the learning rate", () => {
    expect([...applyMean(Float32Array.of(1, 2), Float32Array.of(4, -4), 0.25)]).toEqual([2, 1]);
  });
});
