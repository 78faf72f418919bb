/**
 * Turns texts into points: what the head scores. The same text gives the same point on every call and, to a cosine
 * distance of 1e-3, on every backend.
 *
 * @example
 * using encoder = await createEncoder(model, { choice: "auto", onWarning: report });
 * const embeddings = await encoder.encode(["red shoes", "blue hat"]);   // [2, hiddenSize]
 */
export interface Encoder {
  /** Where the forward pass runs. */
  readonly backend: "webgpu" | "wasm";
  /** Which weights: embeddings of different ids must not be compared or cached together. */
  readonly modelId: string;
  /** Length of one embedding. */
  readonly hiddenSize: number;
  /**
   * Encodes texts in small batches, and lets other messages of the thread through between two of them.
   *
   * @param texts Any number, in any language; each is cut at the model's token limit.
   * @returns [texts.length, hiddenSize], row-major; every row has Euclidean length 1.
   * @throws {RankError} `model-failed` if the encoder was disposed or an embedding is not finite;
   *   `webgpu-unavailable` if the GPU was lost.
   */
  encode(texts: readonly string[]): Promise<Float32Array<ArrayBuffer>>;
  /** Frees weights and buffers. */
  [Symbol.dispose](): void;
}
