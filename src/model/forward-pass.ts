/** Token ids of some texts, each with its special tokens: what one run of the forward pass takes. */
export type TokenBatch = readonly Int32Array[];

/**
 * How a forward pass multiplies: `fp32` in float32; `int8` with 8-bit weights and 13-bit activations, which is as good for
 * ranking and faster; `fast-int8` with 7-bit weights and activations, the fastest and the least exact. Sums are exact in both.
 */
export type Precision = "fp32" | "int8" | "fast-int8";

/**
 * A BERT encoder from token ids to pooled embeddings, on one backend. Knows nothing of texts.
 * All implementations compute the same function, for B sequences of lengths T_b:
 *
 *   x = LN(word[id] + position[t] + tokenType[0])
 *   for each layer:  x = LN(x + attention(x));  x = LN(x + W₂ activation(W₁ x + b₁) + b₂)
 *   embedding_b = Σ_t x[b, t] / T_b, or x[b, 0] where the pooling is "cls"
 *
 * @see Devlin et al. 2019, https://arxiv.org/abs/1810.04805
 */
export interface ForwardPass extends ForwardRun {
  readonly backend: "webgpu" | "wasm";
  /** What it holds now on its backend, weights included. */
  readonly memoryBytes: number;
  /** Upper limits of one {@link run}, kept by the caller, so that no run blocks thread or GPU for long. */
  readonly batchLimits: {
    readonly maxSequences: number;
    /** Counted as sequences · longest sequence. */
    readonly maxTokens: number;
  };
}

/** What it takes to compute batches that somebody else has cut. */
export interface ForwardRun {
  /**
   * @param batch Sequences of 1 to `maxTokens` ids below the vocabulary's size; may be empty.
   * @returns [batch.length, hiddenSize], not normalised.
   */
  run(batch: TokenBatch): Promise<Float32Array<ArrayBuffer>>;
  [Symbol.dispose](): void;
}
