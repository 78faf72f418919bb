import { clipByNorm } from "./clip.ts";

/** What a round adds to the global head. */
export interface FederatedMean {
  readonly mean: Float32Array<ArrayBuffer>;
  /** Number of deltas in the mean. */
  readonly count: number;
}

/**
 * The mean of a round's deltas, each clipped again, so that no device weighs more than the clip, whatever it sent.
 * Every device weighs the same: weighing by the number of examples would let a device choose its own weight.
 *
 *   mean = Σ clip(deltaᵢ) / n
 *
 * Deltas are added to one float64 sum as they come and never held together: memory is one vector, for any cohort.
 *
 * @param deltas Dequantised; personal minus global head, [d] each.
 * @throws {RangeError} if there is no delta, or one has another length, a NaN or an infinity.
 * @see McMahan et al. 2017, https://arxiv.org/abs/1602.05629 (federated averaging)
 */
export function federatedMean(
  deltas: Iterable<Float32Array>,
  { dimensions, clipNorm }: { readonly dimensions: number; readonly clipNorm: number },
): FederatedMean {
  const sum = new Float64Array(dimensions);
  let count = 0;
  for (const delta of deltas) {
    if (delta.length !== dimensions) {
      throw new RangeError(
        `Cannot add delta ${count} as it must have ${dimensions} values: got ${delta.length}`,
      );
    }
    const { vector } = clipByNorm(delta, clipNorm);
    for (let index = 0; index < dimensions; index++) sum[index] += vector[index];
    count++;
  }
  if (count === 0)
    throw new RangeError("Cannot take the mean of a round as it must hold at least 1 delta: got 0");
  return { mean: Float32Array.from(sum, (total) => total / count), count };
}

/**
 * The next global head: weights + serverLearningRate · mean.
 *
 * @param serverLearningRate Above 0; 1 is plain federated averaging.
 */
export function applyMean(
  weights: Float32Array,
  mean: Float32Array,
  serverLearningRate: number,
): Float32Array<ArrayBuffer> {
  return Float32Array.from(weights, (weight, index) => weight + serverLearningRate * mean[index]);
}
