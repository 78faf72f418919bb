import type { Tensor } from "../base/safetensors.ts";
import { WeightReader } from "./weights.ts";

/** How many cross-features of query and title there are; a file with others does not fit. */
const FEATURE_COUNT = 16;

/** The fixed weights of the query-title score, fitted when the model was trained; see src/learning/query-match.ts. */
export interface MatchWeights {
  /** [16] */
  readonly mean: Float32Array;
  /** [16] */
  readonly scale: Float32Array;
  /** [16] */
  readonly linear: Float32Array;
  /** [16, hidden], row-major */
  readonly hidden: Float32Array;
  /** [hidden] */
  readonly bias: Float32Array;
  /** [hidden] */
  readonly output: Float32Array;
}

/**
 * Picks the `match.*` tensors of a model's `head.safetensors`.
 *
 * @param source What the file is called in errors, e.g. its URL.
 * @returns Null if the file has none of them: an imported model, or one that was trained without graded queries.
 * @throws {RankError} `model-failed`, naming the tensor that is missing, has another shape or is not finite.
 */
export function readMatchWeights(tensors: ReadonlyMap<string, Tensor>, source: string): MatchWeights | null {
  if (![...tensors.keys()].some((name) => name.startsWith("match."))) return null;
  const read = new WeightReader(tensors, source);
  const hiddenCount = tensors.get("match.bias")?.shape[0] ?? 0;
  return {
    mean: read.floats("match.mean", [FEATURE_COUNT]),
    scale: read.floats("match.scale", [FEATURE_COUNT]),
    linear: read.floats("match.linear", [FEATURE_COUNT]),
    hidden: read.floats("match.hidden", [FEATURE_COUNT, hiddenCount]),
    bias: read.floats("match.bias", [hiddenCount]),
    output: read.floats("match.output", [hiddenCount]),
  };
}
