import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { UNITS_PER_CLIP } from "../../federation/fixed-point.ts";
import { noisyMean } from "./noisy-mean.ts";

const terms = { layout: "phi-1", dimensions: 2, clipNorm: 0.5 };
const bytes = (length: number): Uint8Array<ArrayBuffer> => Uint8Array.from(randomBytes(length));

/** Sums of 32 buckets, each of so many reports of the whole clip in the first coordinate. */
const full = (reportsInBucket: (bucket: number) => number): BigInt64Array => {
  const sums = new BigInt64Array(64);
  for (let bucket = 0; bucket < 32; bucket++)
    sums[bucket * 2] = BigInt(reportsInBucket(bucket) * UNITS_PER_CLIP);
  return sums;
};

describe("noisyMean", () => {
  test("of reports that all say the same is what they say, without noise, in weight units", () => {
    const options = { reports: 640, buckets: 32, terms, policy: { noiseMultiplier: 0 }, randomBytes: bytes };
    expect(
      noisyMean(
        full(() => 20),
        options,
      ),
    ).toEqual({ mean: Float64Array.of(0.5, 0), rho: null });
  });

  test("of a handful of reports is their plain mean, whichever buckets they are in", () => {
    const options = { reports: 3, buckets: 32, terms, policy: { noiseMultiplier: 0 }, randomBytes: bytes };
    const { mean } = noisyMean(
      full((bucket) => (bucket < 2 ? 1 : 0)),
      options,
    );
    expect(mean[0]).toBeCloseTo((0.5 * 2) / 3, 6);
  });

  test("leaves out what three buckets of many reports say alone", () => {
    const options = { reports: 640, buckets: 32, terms, policy: { noiseMultiplier: 0 }, randomBytes: bytes };
    expect(
      noisyMean(
        full((bucket) => (bucket < 3 ? 20 : 0)),
        options,
      ).mean[0],
    ).toBe(0);
    expect(
      noisyMean(
        full((bucket) => (bucket < 8 ? 20 : 0)),
        options,
      ).mean[0],
    ).toBeGreaterThan(0.05);
  });

  test("has noise of the standard deviation that it books", () => {
    const options = { reports: 640, buckets: 32, terms, policy: { noiseMultiplier: 2 }, randomBytes: bytes };
    const draws = Array.from({ length: 2_000 }, () =>
      noisyMean(
        full(() => 0),
        options,
      ),
    );
    expect(draws[0].rho).toBe(1 / 8);
    // 26 of 32 buckets count: σ · clip / (26 / 32 of 640 reports), with the sensitivity's rounding.
    const wanted = (2 * 0.5) / 520;
    const deviation = Math.sqrt(draws.reduce((sum, { mean }) => sum + mean[1] ** 2, 0) / draws.length);
    expect(deviation / wanted).toBeGreaterThan(0.93);
    expect(deviation / wanted).toBeLessThan(1.07);
  });
});
