import type { ForwardPass } from "./forward-pass.ts";

/**
 * Indices of sequences in batches within the limits, likes together, so that padding is short; the longest first, so that
 * several workers who each take the next batch end at nearly the same time.
 */
export function batchesOf(
  sequences: readonly Int32Array[],
  { maxSequences, maxTokens }: ForwardPass["batchLimits"],
): number[][] {
  const indices = sequences.map((_, index) => index);
  indices.sort((a, b) => sequences[a].length - sequences[b].length);
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const index of indices) {
    const tokensWithThis = (batch.length + 1) * sequences[index].length;
    if (batch.length === maxSequences || (batch.length > 0 && tokensWithThis > maxTokens)) {
      batches.push(batch);
      batch = [];
    }
    batch.push(index);
  }
  if (batch.length > 0) batches.push(batch);
  return batches.reverse();
}
