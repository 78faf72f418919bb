import { createHash } from "node:crypto";
import { encodeDelta } from "../../src/federation/delta.ts";
import { dequantize } from "../../src/federation/quantize.ts";
import type { Quantized } from "../../src/federation/quantize.ts";
import { toFixedPoint } from "../../src/federation/fixed-point.ts";
import { noisyMean } from "../../src/federation/noisy-mean.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../../src/learning/feature-layout.ts";
import { mergeBuckets } from "../../src/server/rounds/merge-buckets.ts";
import { networkPrefix } from "../../src/server/rounds/network-prefix.ts";
import { BUCKETS, bucketOf } from "../../src/server/rounds/shards.ts";

/** One device's report, made of its number alone, so that nobody has to keep a hundred thousand. */
export interface ReplayedReport {
  readonly key: string;
  /** Of the sender, on this machine: every address of 127/8 is. Its first 24 bits are the network. */
  readonly localAddress: string;
  readonly quantized: Quantized;
}

export const CLIP_NORM = 1;
/** More than there are buckets, so that some share one and some have one for themselves. */
export const NETWORKS = 48;
const KEY_BYTES = 16;
/** Times the usual length of 257 random steps: norms from a quarter of the clip to four times as much. */
const LEAST_SCALE = 2e-4;
const SCALES = 16;

/** @param index From 0. */
export function replayedReport(index: number): ReplayedReport {
  const drawn = createHash("shake256", { outputLength: KEY_BYTES + 2 + FEATURE_COUNT })
    .update(`replayed report ${index}`)
    .digest();
  const rest = drawn.subarray(KEY_BYTES);
  return {
    key: drawn.toString("hex", 0, KEY_BYTES),
    localAddress: `127.0.${1 + (rest[0] % NETWORKS)}.1`,
    quantized: {
      scale: Math.fround(LEAST_SCALE * (1 + (rest[1] % SCALES))),
      steps: Int8Array.from(rest.subarray(2), (byte) => (byte << 24) >> 24),
    },
  };
}

export function fileOf({ quantized }: ReplayedReport): Uint8Array<ArrayBuffer> {
  return encodeDelta({ ...quantized, baseVersion: 0, clipNorm: CLIP_NORM, layout: FEATURE_LAYOUT });
}

/**
 * The mean of a round without noise that has every report once: summed here one after the other, in the order of their numbers.
 *
 * @param salt Of the round's buckets.
 * @returns [257], weight units; the server's must be the same to the last bit.
 */
export function meanOfAll(reports: number, salt: Uint8Array): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(BUCKETS * FEATURE_COUNT);
  for (let index = 0; index < reports; index++) {
    const { quantized, localAddress } = replayedReport(index);
    const units = toFixedPoint(dequantize(quantized), CLIP_NORM);
    const start = bucketOf(salt, networkPrefix(localAddress)) * FEATURE_COUNT;
    for (let at = 0; at < units.length; at++) sums[start + at] += units[at];
  }
  const whole = BigInt64Array.from(sums, BigInt);
  const { mean } = noisyMean(mergeBuckets(whole, BUCKETS, reports), {
    reports,
    dimensions: FEATURE_COUNT,
    clipNorm: CLIP_NORM,
    noiseMultiplier: 0,
    randomBytes: (length) => new Uint8Array(length),
  });
  return mean;
}
