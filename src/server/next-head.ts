import { applyMean, federatedMean } from "../federation/aggregate.ts";
import { l2Norm } from "../federation/clip.ts";
import { decodeDelta } from "../federation/delta.ts";
import type { DeltaTerms } from "../federation/delta.ts";
import type { GlobalHead } from "../federation/global-head.ts";
import { dequantize } from "../federation/quantize.ts";

/** A new global head and what went into it. */
export interface NextHead {
  readonly head: GlobalHead;
  /** Deltas in the mean. */
  readonly reports: number;
  /** L2 norm of the mean, divided by the clip norm: 0 to 1. */
  readonly updateNormRatio: number;
}

/** Plain federated averaging. */
const SERVER_LEARNING_RATE = 1;

/**
 * Makes the next global head from a round's delta files: each is clipped again, then
 * next = head + mean(delta), one version up.
 *
 * @param files Read one at a time.
 * @throws {RangeError} if there is no file, or one cannot be read.
 */
export function nextHead(head: GlobalHead, files: Iterable<Uint8Array>, terms: DeltaTerms): NextHead {
  const { mean, count } = federatedMean(vectorsOf(files, terms), terms);
  return {
    head: {
      version: head.version + 1,
      layout: head.layout,
      weights: applyMean(head.weights, mean, SERVER_LEARNING_RATE),
    },
    reports: count,
    updateNormRatio: l2Norm(mean) / terms.clipNorm,
  };
}

function* vectorsOf(files: Iterable<Uint8Array>, terms: DeltaTerms): Generator<Float32Array> {
  for (const file of files) yield dequantize(decodeDelta(file, terms));
}
