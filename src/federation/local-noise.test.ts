import { describe, expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { addLocalNoise } from "./local-noise.ts";

function bytesFrom(seed: number): (count: number) => Uint8Array {
  const random = seededRandom(seed);
  return (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
}

describe("addLocalNoise", () => {
  test.each([
    [0.5, 1],
    [2, 1],
    [1, 0.25],
  ])("adds noise of σ = %d clips of %d to each value, around what was there", (sigma, clipNorm) => {
    const d = 4_000;
    const delta = new Float32Array(d);
    delta[0] = clipNorm;
    const noisy = addLocalNoise(delta, { clipNorm, sigma, randomBytes: bytesFrom(3) });
    const mean = noisy.reduce((sum, value) => sum + value, 0) / d;
    const variance = noisy.reduce((sum, value) => sum + value ** 2, 0) / d;
    const deviation = sigma * clipNorm;
    // Five standard errors.
    expect(Math.abs(mean)).toBeLessThan((5 * deviation) / Math.sqrt(d));
    expect(Math.abs(Math.sqrt(variance) / deviation - 1)).toBeLessThan(5 / Math.sqrt(2 * d));
  });

  test("moves the mean of many to the delta, clipped", () => {
    const delta = Float32Array.of(30, 40); // clipped to .6, .8
    const randomBytes = bytesFrom(5);
    const sums = [0, 0];
    const count = 2_000;
    for (let time = 0; time < count; time++) {
      const noisy = addLocalNoise(delta, { clipNorm: 1, sigma: 0.5, randomBytes });
      for (const [at, value] of noisy.entries()) sums[at] += value / count;
    }
    for (const [at, expected] of [0.6, 0.8].entries())
      expect(Math.abs(sums[at] - expected)).toBeLessThan((5 * 0.5) / Math.sqrt(count));
  });

  test("gives whole units, so that no floating-point number tells what was there", () => {
    const noisy = addLocalNoise(Float32Array.of(0.1, -0.3, 0), {
      clipNorm: 1,
      sigma: 1,
      randomBytes: bytesFrom(1),
    });
    for (const value of noisy) expect(Number.isInteger(value * 65_536)).toBe(true);
    expect(addLocalNoise(new Float32Array(0), { clipNorm: 1, sigma: 1, randomBytes: bytesFrom(1) })).toEqual(
      new Float32Array(0),
    );
  });

  test("refuses what is not finite, and noise that is none", () => {
    const options = { clipNorm: 1, randomBytes: bytesFrom(1) };
    expect(() => addLocalNoise(Float32Array.of(Number.NaN), { ...options, sigma: 1 })).toThrow(RangeError);
    expect(() => addLocalNoise(Float32Array.of(1), { ...options, sigma: 0 })).toThrow(RangeError);
  });
});
