import { describe, expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import type { RandomBytes } from "./discrete-gaussian.ts";
import { toFixedPoint } from "./fixed-point.ts";
import { noisyMean, type RoundTerms } from "./noisy-mean.ts";

const BUCKETS = 32;

function seededBytes(seed: number): RandomBytes {
  const random = seededRandom(seed);
  return (count) => Uint8Array.from({ length: count }, () => Math.floor(256 * random()));
}

/** `each` equal reports in every bucket. */
function equalSums(delta: Float32Array, each: number, clipNorm: number): BigInt64Array {
  const units = toFixedPoint(delta, clipNorm);
  return BigInt64Array.from({ length: BUCKETS * units.length }, (_, at) =>
    BigInt(each * units[at % units.length]),
  );
}

function termsOf(changed: Partial<RoundTerms>): RoundTerms {
  const terms = { reports: 320, dimensions: 3, clipNorm: 2, noiseMultiplier: 0 };
  return { ...terms, randomBytes: seededBytes(1), ...changed };
}

describe("noisyMean", () => {
  test("without noise is the mean in weight units, and costs all there is", () => {
    const { mean, rho } = noisyMean(equalSums(Float32Array.of(0.5, -1, 0), 10, 2), termsOf({}));
    expect([...mean]).toEqual([0.5, -1, 0]);
    expect(rho).toBe(Infinity);
  });

  test("takes sums as the store and as the simulation have them", () => {
    const sums = equalSums(Float32Array.of(0.1, 0.2, -0.3), 10, 2);
    const terms = (): RoundTerms => termsOf({ noiseMultiplier: 2 });
    expect(noisyMean(Float64Array.from(sums, Number), terms())).toEqual(noisyMean(sums, terms()));
  });

  test("has noise of 1.23 sigma clips a coordinate, over the number of reports", () => {
    const dimensions = 4_000;
    const terms = termsOf({ dimensions, noiseMultiplier: 3, clipNorm: 0.5 });
    const { mean, rho } = noisyMean(new BigInt64Array(BUCKETS * dimensions), terms);
    const deviation = Math.sqrt(mean.reduce((sum, value) => sum + value ** 2, 0) / dimensions);
    // What one report can change is 65,663 units here, of which one clip is 65,536; 26 of 32 buckets are summed.
    const expected = (3 * (65_663 / 65_536) * 0.5 * (32 / 26)) / 320;
    expect(Math.abs(deviation / expected - 1)).toBeLessThan(4 / Math.sqrt(2 * dimensions));
    expect(rho).toBeCloseTo(1 / 18, 12);
  });

  test("draws other noise for each coordinate", () => {
    const terms = termsOf({ dimensions: 50, noiseMultiplier: 1 });
    expect(new Set(noisyMean(new BigInt64Array(BUCKETS * 50), terms).mean).size).toBe(50);
  });

  test("refuses a round without reports and a multiplier that is none", () => {
    expect(() => noisyMean(new BigInt64Array(96), termsOf({ reports: 0 }))).toThrow("at least 1 report");
    expect(() => noisyMean(new BigInt64Array(96), termsOf({ noiseMultiplier: -1 }))).toThrow("got -1");
    expect(() => noisyMean(new BigInt64Array(97), termsOf({}))).toThrow("got 97 values");
  });
});
