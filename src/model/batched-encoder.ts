import { RankError } from "../base/errors.ts";
import { batchesOf } from "./batches-of.ts";
import type { EncoderConfig } from "./config.ts";
import type { Encoder } from "./encoder.ts";
import type { ForwardPass, ForwardRun } from "./forward-pass.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** To open a helper takes about as long as three batches, of which it then takes a share of the rest. */
const MIN_BATCHES_FOR_HELP = 6;

interface BatchedEncoderParts {
  readonly config: EncoderConfig;
  readonly tokenizer: Pick<Tokenizer, "encode">;
  readonly forwardPass: ForwardPass;
}

/**
 * An {@link Encoder} on top of any {@link ForwardPass}: tokenises, groups texts of like length into batches, pauses
 * between batches, checks and normalises what comes back.
 *
 * Helpers, other forward passes of the same weights, may join at any time. Each takes the next batch when it is done with one,
 * so a slow or late one costs nothing. A single batch, such as a query, never leaves this thread.
 */
export class BatchedEncoder implements Encoder {
  readonly backend: "webgpu" | "wasm";
  readonly modelId: string;
  readonly hiddenSize: number;
  readonly #tokenizer: Pick<Tokenizer, "encode">;
  readonly #forwardPass: ForwardPass;
  readonly #helpers = new Set<ForwardRun>();
  /** Told of a helper that joins while texts are encoded. */
  readonly #onJoin = new Set<(helper: ForwardRun) => void>();
  #recruit: (() => Promise<ForwardRun>[]) | null = null;
  #isDisposed = false;

  constructor({ config, tokenizer, forwardPass }: BatchedEncoderParts) {
    this.backend = forwardPass.backend;
    this.modelId = config.modelId;
    this.hiddenSize = config.hiddenSize;
    this.#tokenizer = tokenizer;
    this.#forwardPass = forwardPass;
  }

  /** What this thread holds for it on its backend, weights included. */
  get memoryBytes(): number {
    return this.#forwardPass.memoryBytes;
  }

  /** Helpers are asked for once there is work for them: most pages of a shop have a query to encode, and nothing else. */
  recruit(open: () => Promise<ForwardRun>[]): void {
    this.#recruit = open;
  }

  /** From now on a helper takes its share; one that fails is let go, and its batch is done by this thread. */
  join(helper: ForwardRun): void {
    if (this.#isDisposed) {
      helper[Symbol.dispose]();
      return;
    }
    this.#helpers.add(helper);
    for (const tell of this.#onJoin) tell(helper);
  }

  async encode(texts: readonly string[]): Promise<Float32Array<ArrayBuffer>> {
    const sequences = texts.map((text) => this.#tokenizer.encode(text));
    const embeddings = new Float32Array(texts.length * this.hiddenSize); // [texts, hidden]
    const waiting = batchesOf(sequences, this.#forwardPass.batchLimits);
    const run = async (forwardPass: ForwardRun, batch: readonly number[]): Promise<void> => {
      const pooled = await forwardPass.run(batch.map((index) => sequences[index])); // [batch, hidden]
      batch.forEach((index, row) => {
        const embedding = pooled.subarray(row * this.hiddenSize, (row + 1) * this.hiddenSize);
        embeddings.set(this.#normalised(embedding), index * this.hiddenSize);
      });
    };
    if (waiting.length >= MIN_BATCHES_FOR_HELP) this.#callHelpers();
    const shares: Promise<void>[] = [];
    const give = (helper: ForwardRun): void => {
      // Two at a time: while this thread computes it cannot hand out the next one.
      for (let share = 0; share < 2; share++) shares.push(this.#help(helper, waiting, run));
    };
    if (waiting.length > 1) {
      // The first batch is this thread's, whoever is quicker.
      const own = waiting.shift()!;
      for (const helper of this.#helpers) give(helper);
      waiting.unshift(own);
    }
    this.#onJoin.add(give);
    try {
      // A helper gives back what it fails at, and who joins meanwhile may take it.
      do {
        await this.#runHere(waiting, run);
        await Promise.all(shares.splice(0));
      } while (waiting.length > 0 || shares.length > 0);
    } finally {
      this.#onJoin.delete(give);
      waiting.length = 0;
    }
    return embeddings;
  }

  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#forwardPass[Symbol.dispose]();
    for (const helper of this.#helpers) helper[Symbol.dispose]();
    this.#helpers.clear();
  }

  #callHelpers(): void {
    const opening = this.#recruit?.() ?? [];
    this.#recruit = null;
    for (const helper of opening) helper.then((forwardPass) => this.join(forwardPass)).catch(() => undefined); // told by who opens
  }

  async #runHere(waiting: number[][], run: RunBatch): Promise<void> {
    let isFirst = true;
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      if (!isFirst) await nextTask();
      isFirst = false;
      if (this.#isDisposed)
        throw new RankError("model-failed", "Cannot encode because the encoder was disposed");
      await run(this.#forwardPass, batch);
    }
  }

  async #help(helper: ForwardRun, waiting: number[][], run: RunBatch): Promise<void> {
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      try {
        await run(helper, batch);
      } catch {
        waiting.push(batch);
        this.#helpers.delete(helper);
        helper[Symbol.dispose]();
        return;
      }
    }
  }

  /**
   * Scales to length 1, in place. A length of 0 is refused too: a GPU that failed silently gives zeros. What a GPU made of it says
   * nothing of the model, which the CPU may still encode with.
   */
  #normalised(embedding: Float32Array): Float32Array {
    let squares = 0;
    for (const value of embedding) squares += value * value;
    const length = Math.sqrt(squares);
    if (!(length > 0 && length < Infinity)) {
      throw new RankError(
        this.backend === "webgpu" ? "webgpu-unavailable" : "model-failed",
        `Cannot use an embedding from ${this.backend} because its length must be positive and finite: got ${length}`,
      );
    }
    for (let i = 0; i < embedding.length; i++) embedding[i] /= length;
    return embedding;
  }
}

type RunBatch = (forwardPass: ForwardRun, batch: readonly number[]) => Promise<void>;

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
