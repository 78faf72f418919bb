import { cpuMs } from "../base/cpu-ms.test-helper.ts";
import { describe, expect, test, vi } from "vitest";
import { seededRandom } from "../base/random.ts";
import { discreteGaussian, type RandomBytes } from "./discrete-gaussian.ts";

function seededBytes(seed: number): RandomBytes {
  const random = seededRandom(seed);
  return (count) => Uint8Array.from({ length: count }, () => Math.floor(256 * random()));
}

function drawn(variance: bigint, count: number, seed: number): number[] {
  const draw = discreteGaussian(variance, seededBytes(seed));
  return Array.from({ length: count }, draw);
}

/** Draws are whole-number arithmetic, which a busy machine does slowly. */
vi.setConfig({ testTimeout: 60_000 });

/** P(x) by its definition, for small σ. */
function massAt(x: number, variance: number): number {
  let total = 0;
  for (let y = -400; y <= 400; y++) total += Math.exp(-(y ** 2) / (2 * variance));
  return Math.exp(-(x ** 2) / (2 * variance)) / total;
}

/** χ² over its degrees of freedom as a normal number, by Wilson and Hilferty. */
function normalOfChiSquare(chiSquare: number, freedom: number): number {
  const spread = 2 / (9 * freedom);
  return (Math.cbrt(chiSquare / freedom) - 1 + spread) / Math.sqrt(spread);
}

describe("discreteGaussian", () => {
  test.each([
    [1n, 50_000],
    [2n, 50_000],
    [7n, 50_000],
    [400n, 50_000],
  ])("of variance %s has the masses of its definition", (variance, count) => {
    const counts = new Map<number, number>();
    for (const value of drawn(variance, count, Number(variance)))
      counts.set(value, (counts.get(value) ?? 0) + 1);
    let [chiSquare, cells, tailExpected, tailCount] = [0, 0, count, count];
    const reach = Math.ceil(6 * Math.sqrt(Number(variance)));
    for (let x = -reach; x <= reach; x++) {
      const expected = count * massAt(x, Number(variance));
      if (expected < 10) continue;
      const observed = counts.get(x) ?? 0;
      chiSquare += (observed - expected) ** 2 / expected;
      cells++;
      tailExpected -= expected;
      tailCount -= observed;
    }
    chiSquare += (tailCount - tailExpected) ** 2 / tailExpected;
    // A normal number that is rounded to whole ones, or a zero that comes twice as often, is hundreds away.
    expect(Math.abs(normalOfChiSquare(chiSquare, cells))).toBeLessThan(3.5);
  });

  test("has the tails of its definition", () => {
    const count = 80_000;
    const values = drawn(4n, count, 21);
    for (const reach of [4, 6, 8]) {
      let mass = 0;
      for (let x = reach; x < 60; x++) mass += 2 * massAt(x, 4);
      const found = values.filter((value) => Math.abs(value) >= reach).length;
      expect(Math.abs(found - count * mass)).toBeLessThan(4 * Math.sqrt(count * mass));
    }
  });

  test.each([16, 22, 40])("with sigma 2^%d is a normal distribution, down to its lowest bits", (exponent) => {
    const sigma = 2 ** exponent;
    const count = 20_000;
    const values = drawn(BigInt(sigma) ** 2n, count, exponent);
    const mean = values.reduce((sum, value) => sum + value, 0) / count / sigma;
    const variance = values.reduce((sum, value) => sum + (value / sigma) ** 2, 0) / count;
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(count));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    // Shares of a normal distribution beyond 1, 2 and 3 deviations.
    for (const [reach, share] of [
      [1, 0.317_31],
      [2, 0.045_5],
      [3, 0.002_7],
    ]) {
      const found = values.filter((value) => Math.abs(value) >= reach * sigma).length / count;
      expect(Math.abs(found - share)).toBeLessThan(4 * Math.sqrt(share / count));
    }
    for (const divisor of [2, 7, 256]) {
      const counts = new Float64Array(divisor);
      for (const value of values) counts[((value % divisor) + divisor) % divisor]++;
      const chiSquare = counts.reduce(
        (sum, found) => sum + (found - count / divisor) ** 2 / (count / divisor),
        0,
      );
      expect(Math.abs(normalOfChiSquare(chiSquare, divisor - 1))).toBeLessThan(4);
    }
    expect(values.every(Number.isSafeInteger)).toBe(true);
  });

  test("takes equal bytes to equal numbers, and other bytes to others", () => {
    expect(drawn(10_000n, 20, 5)).toEqual(drawn(10_000n, 20, 5));
    expect(drawn(10_000n, 20, 5)).not.toEqual(drawn(10_000n, 20, 6));
  });

  test("hides a head of 257 weights in little time, whatever sigma is", () => {
    for (const exponent of [16n, 22n]) {
      const draw = discreteGaussian((2n ** exponent) ** 2n, seededBytes(1));
      const startedAtMs = cpuMs();
      for (let at = 0; at < 257; at++) draw();
      expect(cpuMs() - startedAtMs).toBeLessThan(200); // about 5 without company
    }
  });

  test("refuses a variance that is none", () => {
    for (const variance of [0n, -4n, 2n ** 80n + 1n])
      expect(() => discreteGaussian(variance, seededBytes(1))).toThrow(`from 1 to 2^80: got ${variance}`);
  });
});
