import { RankError } from "../base/errors.ts";
import type { EncoderConfig } from "./config.ts";
import type { Encoder } from "./encoder.ts";
import type { ForwardPass } from "./forward-pass.ts";
import type { Tokenizer } from "./tokenizer.ts";

interface BatchedEncoderParts {
  readonly config: EncoderConfig;
  readonly tokenizer: Pick<Tokenizer, "encode">;
  readonly forwardPass: ForwardPass;
}

/**
 * An {@link Encoder} on top of any {@link ForwardPass}: tokenises, groups texts of like length into batches, pauses
 * between batches, checks and normalises what comes back.
 */
export class BatchedEncoder implements Encoder {
  readonly backend: "webgpu" | "wasm";
  readonly modelId: string;
  readonly hiddenSize: number;
  readonly #tokenizer: Pick<Tokenizer, "encode">;
  readonly #forwardPass: ForwardPass;
  #isDisposed = false;

  constructor({ config, tokenizer, forwardPass }: BatchedEncoderParts) {
    this.backend = forwardPass.backend;
    this.modelId = config.modelId;
    this.hiddenSize = config.hiddenSize;
    this.#tokenizer = tokenizer;
    this.#forwardPass = forwardPass;
  }

  async encode(texts: readonly string[]): Promise<Float32Array<ArrayBuffer>> {
    const sequences = texts.map((text) => this.#tokenizer.encode(text));
    const embeddings = new Float32Array(texts.length * this.hiddenSize); // [texts, hidden]
    let isFirst = true;
    for (const batch of batchesOf(sequences, this.#forwardPass.batchLimits)) {
      if (!isFirst) await nextTask();
      isFirst = false;
      if (this.#isDisposed)
        throw new RankError("model-failed", "Cannot encode because the encoder was disposed");
      const pooled = await this.#forwardPass.run(batch.map((index) => sequences[index])); // [batch, hidden]
      batch.forEach((index, row) => {
        const embedding = pooled.subarray(row * this.hiddenSize, (row + 1) * this.hiddenSize);
        embeddings.set(this.#normalised(embedding), index * this.hiddenSize);
      });
    }
    return embeddings;
  }

  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#forwardPass[Symbol.dispose]();
  }

  /** Scales to length 1, in place. A length of 0 is refused too: a GPU that failed silently gives zeros. */
  #normalised(embedding: Float32Array): Float32Array {
    let squares = 0;
    for (const value of embedding) squares += value * value;
    const length = Math.sqrt(squares);
    if (!(length > 0 && length < Infinity)) {
      throw new RankError(
        "model-failed",
        `Cannot use an embedding from ${this.backend} because its length must be positive and finite: got ${length}`,
      );
    }
    for (let i = 0; i < embedding.length; i++) embedding[i] /= length;
    return embedding;
  }
}

/** Indices of sequences, shortest first, in batches within the limits: likes together, so that padding is short. */
function* batchesOf(
  sequences: readonly Int32Array[],
  { maxSequences, maxTokens }: ForwardPass["batchLimits"],
): Generator<number[]> {
  const indices = sequences.map((_, index) => index);
  indices.sort((a, b) => sequences[a].length - sequences[b].length);
  let batch: number[] = [];
  for (const index of indices) {
    const tokensWithThis = (batch.length + 1) * sequences[index].length;
    if (batch.length === maxSequences || (batch.length > 0 && tokensWithThis > maxTokens)) {
      yield batch;
      batch = [];
    }
    batch.push(index);
  }
  if (batch.length > 0) yield batch;
}

/** Waits for a new task, not a microtask, so that messages which arrived meanwhile are handled first. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    // Not setTimeout: browsers stretch nested ones to 4 ms.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
