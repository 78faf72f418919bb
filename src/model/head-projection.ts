import { RankError } from "../base/errors.ts";
import type { Tensor } from "../base/safetensors.ts";
import type { EncoderConfig } from "./config.ts";
import { WeightReader } from "./weights.ts";

/**
 * How an embedding becomes the features that the head learns on: uncorrelated numbers of variance 1 over the catalogues
 * that the model was trained with, and fixed then.
 *
 *   features = ((embedding − center) · projection) / scale
 */
export interface HeadProjection {
  /** Length of an embedding. */
  readonly inputSize: number;
  /** Number of features. */
  readonly outputSize: number;
  /** [inputSize] */
  readonly center: Float32Array;
  /** [inputSize, outputSize], row-major */
  readonly projection: Float32Array;
  /** [outputSize] */
  readonly scale: Float32Array;
}

/** Of embeddings of length 1: what spreads less is rounding, and divided by it would drown all else. */
const LEAST_SCALE = 1e-6;

/**
 * Picks `center`, `projection` and `scale` of a model's `head.safetensors` and checks their shapes. Other tensors of
 * the file, such as a first global head, are left alone.
 *
 * @param source What the file is called in errors, e.g. its URL.
 * @throws {RankError} `model-failed`, naming the tensor that is missing, has another shape, or numbers that cannot be.
 */
export function readHeadProjection(
  tensors: ReadonlyMap<string, Tensor>,
  config: EncoderConfig,
  source: string,
): HeadProjection {
  const read = new WeightReader(tensors, source);
  const inputSize = config.hiddenSize;
  const outputSize = tensors.get("scale")?.shape[0] ?? 0;
  const scale = outputSize === 0 ? null : read.floats("scale", [outputSize]);
  if (scale === null || !scale.every((spread) => Math.abs(spread) > LEAST_SCALE)) {
    throw new RankError(
      "model-failed",
      `Cannot use "${source}" because it must hold a tensor "scale" of at least one value, each further from 0 than ${LEAST_SCALE}; export the head again`,
    );
  }
  return {
    inputSize,
    outputSize,
    center: read.floats("center", [inputSize]),
    projection: read.floats("projection", [inputSize, outputSize]),
    scale,
  };
}
