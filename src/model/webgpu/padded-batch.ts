import type { TokenBatch } from "../forward-pass.ts";

/** Padding that costs little, so that lengths which differ by a word are computed alike. */
const STEP_MULTIPLE = 8;

/** A batch as [sequences, steps] ids, short ones filled up with id 0. */
export interface PaddedBatch {
  readonly sequences: number;
  /** Of each sequence: the longest, rounded up to a multiple of 8. */
  readonly steps: number;
  /** Longer than sequences · steps; see {@link roomFor}. */
  readonly ids: Int32Array;
  /** Longer than `sequences`. */
  readonly lengths: Int32Array;
}

/** @param batch At least one sequence, each of at least one id. */
export function padded(batch: TokenBatch): PaddedBatch {
  const sequences = batch.length;
  const longest = batch.reduce((longest, { length }) => Math.max(longest, length), 0);
  const steps = Math.ceil(longest / STEP_MULTIPLE) * STEP_MULTIPLE;
  const ids = new Int32Array(roomFor(sequences * steps));
  batch.forEach((sequence, i) => ids.set(sequence, i * steps));
  const lengths = new Int32Array(roomFor(sequences));
  batch.forEach((sequence, i) => (lengths[i] = sequence.length));
  return { sequences, steps, ids, lengths };
}

/**
 * A power of two with room for `count`. The tfjs backend keeps buffers it no longer needs by their exact size; with few sizes they
 * are used again, and memory stays what it is.
 */
export function roomFor(count: number): number {
  return 2 ** Math.ceil(Math.log2(count));
}
