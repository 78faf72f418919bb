import { RankError } from "../base/errors.ts";
import type { Safetensors } from "../base/safetensors.ts";
import type { EncoderConfig } from "./config.ts";
import { type Matrix, WeightReader } from "./weights.ts";

/** The fixed weights of the transition, fitted when the model was trained; see src/learning/transition.ts. */
export interface TransitionWeights {
  /** [k, d] row-major, and [k]. */
  readonly input: { readonly weight: Float32Array; readonly bias: Float32Array };
  /** [d, k] row-major, and [d]. */
  readonly output: { readonly weight: Float32Array; readonly bias: Float32Array };
  /** In (0, 1]. */
  readonly share: number;
}

const DEFAULT_KIND = "unseen";

/**
 * Picks the `transition.*` tensors of a model's `head.safetensors`, int8 or float32, for the kind of shop that the file's
 * metadata `static` says.
 *
 * @param source What the file is called in errors, e.g. its URL.
 * @returns Null if the file has none, or if the share of this kind of shop is 0: what was learned of other shops' purchases
 *   says nothing here.
 * @throws {RankError} `model-failed`, naming the tensor that is missing, has another shape or is not finite.
 */
export function readTransitionWeights(
  { tensors, metadata }: Safetensors,
  { hiddenSize }: Pick<EncoderConfig, "hiddenSize">,
  source: string,
): TransitionWeights | null {
  const shareName = `transition.share.${metadata["static"] ?? DEFAULT_KIND}`;
  if (!tensors.has(shareName)) return null;
  const read = new WeightReader(tensors, source);
  const [share] = read.floats(shareName, [1]);
  if (!(share >= 0 && share <= 1)) throw wrong(source, shareName, `must be from 0 to 1: got ${share}`);
  if (share === 0) return null;
  const innerSize = tensors.get("transition.input.bias")?.shape[0] ?? 0;
  const input = read.dense("transition.input", innerSize, hiddenSize);
  const output = read.dense("transition.output", hiddenSize, innerSize);
  const weights = {
    input: { weight: plain(input.weight), bias: input.bias },
    output: { weight: plain(output.weight), bias: output.bias },
    share,
  };
  for (const name of ["input", "output"] as const) {
    if (![weights[name].weight, weights[name].bias].every((values) => values.every(Number.isFinite)))
      throw wrong(source, `transition.${name}`, "must hold finite numbers");
  }
  return weights;
}

function plain(matrix: Matrix): Float32Array {
  if (!("scale" in matrix)) return matrix.data;
  const { data, scale, columns } = matrix;
  return Float32Array.from(data, (value, at) => value * scale[Math.floor(at / columns)]);
}

function wrong(source: string, name: string, what: string): RankError {
  return new RankError(
    "model-failed",
    `Cannot use "${source}" because tensor "${name}" ${what}; export the head again`,
  );
}
