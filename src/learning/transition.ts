import type { ComparedItem, EngagedComparison } from "./compared-item.ts";
import { dot } from "./vectors.ts";

/** Weights of {@link transitionOf}, fitted when the model was trained. */
export interface TransitionWeights {
  /** [k, d] row-major, and [k]. */
  readonly input: { readonly weight: Float32Array; readonly bias: Float32Array };
  /** [d, k] row-major, and [d]. */
  readonly output: { readonly weight: Float32Array; readonly bias: Float32Array };
  /** How much it counts in the static score, from 0 to 1. */
  readonly share: number;
}

const FACTOR = 8;

/**
 * Where shoppers go from an item: a point of the embeddings' space near which lies what they buy next, beyond what is like it.
 *
 *   t = 8 share · (Out gelu(In(8 e)))
 *
 * Its inner product with a candidate's embedding is one more similarity of the static score's mean part.
 *
 * @param embedding [d], centred and of length 1.
 * @returns [d]. 2 d k multiply-adds: 0.13 ms at d = k = 256.
 * @see models/train/transition.py, the reference; Rendle et al. 2010, https://doi.org/10.1145/1772690.1772773
 */
export function transitionOf(
  embedding: Float32Array,
  { input, output, share }: TransitionWeights,
): Float32Array {
  const inner = layer(
    embedding.map((value) => FACTOR * value),
    input,
  ).map(gelu);
  return layer(inner, output).map((value) => FACTOR * share * value);
}

/** An item of the history with its transition, if the model has one. */
export function engagedItem(item: ComparedItem, weights: TransitionWeights | null): EngagedComparison {
  return weights === null ? item : { ...item, next: transitionOf(item.embedding, weights) };
}

function layer(
  values: Float32Array,
  { weight, bias }: { readonly weight: Float32Array; readonly bias: Float32Array },
): Float32Array {
  const size = values.length;
  return bias.map((start, row) => start + dot(weight.subarray(row * size, (row + 1) * size), values));
}

/** x Φ(x), with Abramowitz and Stegun's approximation 7.1.26 of the error function: off by 2 · 10⁻⁷ at most. */
function gelu(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = polynomial * Math.exp(-z * z); // 1 − erf(z)
  return (x / 2) * (x >= 0 ? 2 - tail : tail);
}
