import type { EncoderConfig } from "../config.ts";
import type { ForwardPass, Precision, TokenBatch } from "../forward-pass.ts";
import type { EncoderWeights, LayerNormWeights } from "../weights.ts";
import { Arena } from "./arena.ts";
import type { DenseLayer, PlaceDense } from "./dense-layer.ts";
import { placeFastInt8Dense } from "./fast-int8-dense.ts";
import { placeFloatDense } from "./float-dense.ts";
import { placeInt8Dense } from "./int8-dense.ts";
import { bestBuild, createKernels } from "./kernel-module.ts";
import type { KernelBuild, Kernels, Pointer } from "./kernel-module.ts";
import { stackRows } from "./stack-rows.ts";

export interface WasmForwardPassOptions {
  /** Where relaxed SIMD is missing, `fast-int8` becomes `int8`. Default: `int8` if all dense weights are, else `fp32`. */
  readonly precision?: Precision;
  /** Default: the faster one that runs here. */
  readonly build?: KernelBuild;
}

const PLACE: Readonly<Record<Precision, PlaceDense>> = {
  fp32: placeFloatDense,
  int8: placeInt8Dense,
  "fast-int8": placeFastInt8Dense,
};

/** A LayerNorm in the module's memory. */
interface PlacedNorm {
  readonly weight: Pointer;
  readonly bias: Pointer;
}

interface PlacedLayer {
  readonly qkv: DenseLayer;
  readonly attentionOutput: DenseLayer;
  readonly attentionNorm: PlacedNorm;
  readonly intermediate: DenseLayer;
  readonly output: DenseLayer;
  readonly outputNorm: PlacedNorm;
}

/** The forward pass in WebAssembly on ragged batches: no padding, no mask. One thread; runs are synchronous. */
export class WasmForwardPass implements ForwardPass {
  readonly backend = "wasm";
  /**
   * At 4 layers of 256, one such run took 11 ms in int8 and 17 in fp32, and phones are some four times slower: a worker
   * should not be silent for more than about 50. Twice the size made 64 titles only 1 to 2 % quicker.
   */
  readonly batchLimits: ForwardPass["batchLimits"] = { maxSequences: 8, maxTokens: 128 };
  /** How it multiplies. */
  readonly precision: Precision;
  readonly #config: EncoderConfig;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #words: Pointer;
  readonly #wordScales: Pointer;
  readonly #positions: Pointer;
  readonly #embeddingNorm: PlacedNorm;
  readonly #layers: readonly PlacedLayer[];
  readonly #denseScratchBytes: number;
  readonly #scratchStart: Pointer;

  /**
   * Compiles the kernels and copies the weights into their memory; `weights` is not needed afterwards.
   *
   * @throws {RankError} `model-failed` if the kernels cannot be compiled.
   */
  static async create(
    config: EncoderConfig,
    weights: EncoderWeights,
    { precision = precisionOf(weights), build = bestBuild() }: WasmForwardPassOptions = {},
  ): Promise<WasmForwardPass> {
    const possible = precision === "fast-int8" && build === "plain" ? "int8" : precision;
    return new WasmForwardPass(config, weights, await createKernels(build), possible);
  }

  private constructor(
    config: EncoderConfig,
    weights: EncoderWeights,
    kernels: Kernels,
    precision: Precision,
  ) {
    this.precision = precision;
    this.#config = config;
    this.#kernels = kernels;
    const arena = new Arena(kernels.memory, kernels.heapBase());
    this.#arena = arena;
    this.#words = arena.copyOf(weights.words.data);
    this.#wordScales = "scale" in weights.words ? arena.copyOf(weights.words.scale) : 0;
    this.#positions = arena.copyOf(weights.positions);
    this.#embeddingNorm = placeNorm(arena, weights.embeddingNorm);
    const place = PLACE[precision];
    this.#layers = weights.layers.map((layer) => ({
      qkv: place(kernels, arena, stackRows([layer.query, layer.key, layer.value])),
      attentionOutput: place(kernels, arena, layer.attentionOutput),
      attentionNorm: placeNorm(arena, layer.attentionNorm),
      intermediate: place(kernels, arena, layer.intermediate),
      output: place(kernels, arena, layer.output),
      outputNorm: placeNorm(arena, layer.outputNorm),
    }));
    this.#denseScratchBytes = Math.max(
      0,
      ...this.#layers.flatMap(({ qkv, attentionOutput, intermediate, output }) =>
        [qkv, attentionOutput, intermediate, output].map(({ scratchBytes }) => scratchBytes),
      ),
    );
    this.#scratchStart = arena.mark();
  }

  async run(batch: TokenBatch): Promise<Float32Array<ArrayBuffer>> {
    const { hiddenSize: hidden, attentionSize, intermediateSize, headCount } = this.#config;
    const { layerNormEpsilon: epsilon, pooling, activation } = this.#config;
    const kernels = this.#kernels;
    const arena = this.#arena;
    const sequences = batch.length;
    const { ids, offsets, longest } = flatten(batch);
    const rows = ids.length;
    const headSize = attentionSize / headCount;
    const padded = Math.ceil(longest / 8) * 8;

    arena.release(this.#scratchStart);
    const idsAt = arena.copyOf(ids); // [rows]
    const offsetsAt = arena.copyOf(offsets); // [sequences + 1]
    const x = arena.words(rows * hidden); // the running state, [rows, hidden]
    const sum = arena.words(rows * hidden); // x plus what a block added, before LayerNorm
    const qkv = arena.words(rows * 3 * attentionSize);
    const attended = arena.words(rows * attentionSize);
    const inner = arena.words(rows * intermediateSize);
    // Dense layers and attention take turns.
    const attentionBytes = (headSize * padded + padded * padded) * 4;
    const scratch = arena.bytes(Math.max(this.#denseScratchBytes, attentionBytes));
    const pooled = arena.words(sequences * hidden);

    const layerNorm = (input: Pointer, { weight, bias }: PlacedNorm, output: Pointer) =>
      kernels.layerNorm(input, weight, bias, output, rows, hidden, epsilon);
    const plain = { rows, scratch, activation: null, residual: 0 } as const;

    kernels.embed(idsAt, offsetsAt, this.#words, this.#wordScales, this.#positions, x, sequences, hidden);
    layerNorm(x, this.#embeddingNorm, x);
    for (const layer of this.#layers) {
      layer.qkv.run({ ...plain, input: x, output: qkv });
      kernels.attention(qkv, offsetsAt, attended, scratch, sequences, headCount, headSize);
      layer.attentionOutput.run({ ...plain, input: attended, output: sum, residual: x });
      layerNorm(sum, layer.attentionNorm, x);
      layer.intermediate.run({ ...plain, input: x, output: inner, activation });
      layer.output.run({ ...plain, input: inner, output: sum, residual: x });
      layerNorm(sum, layer.outputNorm, x);
    }
    if (pooling === "cls") {
      const states = arena.floats(x, rows * hidden);
      batch.forEach((_, i) =>
        arena
          .floats(pooled + i * hidden * 4, hidden)
          .set(states.subarray(offsets[i] * hidden, (offsets[i] + 1) * hidden)),
      );
    } else kernels.meanPool(x, offsetsAt, pooled, sequences, hidden);
    return arena.floats(pooled, sequences * hidden).slice(); // slice never shares memory
  }

  /** What the weights and the largest batch so far take; never shrinks. */
  get memoryBytes(): number {
    return this.#kernels.memory.buffer.byteLength;
  }

  /** Nothing to do: the memory goes with the object. */
  [Symbol.dispose](): void {}
}

/** `int8` keeps to what the file holds; rounding float weights is for who asks for it. */
function precisionOf({ layers }: EncoderWeights): Precision {
  const isInt8 = layers.every(({ query, key, value, attentionOutput, intermediate, output }) =>
    [query, key, value, attentionOutput, intermediate, output].every(({ weight }) => "scale" in weight),
  );
  return isInt8 ? "int8" : "fp32";
}

function placeNorm(arena: Arena, { weight, bias }: LayerNormWeights): PlacedNorm {
  return { weight: arena.copyOf(weight), bias: arena.copyOf(bias) };
}

/** All ids in a row, and where each sequence starts; the last offset is the number of ids. */
function flatten(batch: TokenBatch): { ids: Int32Array; offsets: Int32Array; longest: number } {
  const offsets = new Int32Array(batch.length + 1);
  batch.forEach((sequence, i) => (offsets[i + 1] = offsets[i] + sequence.length));
  const ids = new Int32Array(offsets[batch.length]);
  batch.forEach((sequence, i) => ids.set(sequence, offsets[i]));
  return { ids, offsets, longest: Math.max(0, ...batch.map((sequence) => sequence.length)) };
}
