import type { Activation } from "./config.ts";
import type { TokenBatch } from "./forward-pass.ts";
import type { DenseWeights, LayerNormWeights, Matrix } from "./weights.ts";

/** What embed needs beside the ids. */
export interface EmbedTables {
  readonly words: Matrix;
  readonly positions: Float32Array;
  readonly norm: LayerNormWeights;
  readonly epsilon: number;
}

/** What dense applies after the multiplication. */
export interface DenseOptions {
  /** [rows, outputs], added last; null: none. */
  readonly residual: Float32Array | null;
  readonly activation: Activation | null;
}

/**
 * The steps of the forward pass on plain arrays, so that one suite can put every backend's kernels beside the oracle's.
 * Sequences lie behind each other without padding; a backend that pads does so inside.
 */
export interface KernelSet {
  /** LN(words[id] + positions[t]) → [rows, hidden] */
  embed(batch: TokenBatch, tables: EmbedTables): Promise<Float32Array>;
  /** activation?(input Wᵀ + bias) + residual? → [rows, outputs] */
  dense(input: Float32Array, layer: DenseWeights, options: DenseOptions): Promise<Float32Array>;
  /** [rows, hidden] → [rows, hidden] */
  layerNorm(input: Float32Array, norm: LayerNormWeights, epsilon: number): Promise<Float32Array>;
  /** qkv [rows, 3 · hidden] → [rows, hidden] */
  attention(
    qkv: Float32Array,
    lengths: readonly number[],
    size: { hidden: number; heads: number },
  ): Promise<Float32Array>;
  /** [rows, hidden] → [lengths.length, hidden] */
  meanPool(input: Float32Array, lengths: readonly number[], hidden: number): Promise<Float32Array>;
}
