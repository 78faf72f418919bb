import type { EncoderConfig } from "../config.ts";
import type { ForwardPass, TokenBatch } from "../forward-pass.ts";
import type { DenseWeights, EncoderWeights, LayerNormWeights } from "../weights.ts";
import { Arena } from "./arena.ts";
import { ACTIVATION, createKernels } from "./kernel-module.ts";
import type { Kernels, Pointer } from "./kernel-module.ts";
import { packPanels } from "./pack-panels.ts";

/** A dense layer or LayerNorm in the module's memory. */
interface Placed {
  readonly weight: Pointer;
  readonly bias: Pointer;
}

interface PlacedLayer {
  readonly qkv: Placed;
  readonly attentionOutput: Placed;
  readonly attentionNorm: Placed;
  readonly intermediate: Placed;
  readonly output: Placed;
  readonly outputNorm: Placed;
}

/** The forward pass in WebAssembly, fp32, on ragged batches: no padding, no mask. One thread; runs are synchronous. */
export class WasmForwardPass implements ForwardPass {
  readonly backend = "wasm";
  /** 8 full titles took 55 ms at 4 layers of 256: a worker should not be silent for much longer. */
  readonly batchLimits: ForwardPass["batchLimits"] = { maxSequences: 8, maxTokens: 256 };
  readonly #config: EncoderConfig;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #words: Pointer;
  readonly #wordScales: Pointer;
  readonly #positions: Pointer;
  readonly #embeddingNorm: Placed;
  readonly #layers: readonly PlacedLayer[];
  readonly #scratchStart: Pointer;

  /** Compiles the kernels and copies the weights into their memory; `weights` is not needed afterwards. */
  static async create(config: EncoderConfig, weights: EncoderWeights): Promise<WasmForwardPass> {
    return new WasmForwardPass(config, weights, await createKernels());
  }

  private constructor(config: EncoderConfig, weights: EncoderWeights, kernels: Kernels) {
    this.#config = config;
    this.#kernels = kernels;
    const arena = new Arena(kernels.memory, kernels.heapBase());
    this.#arena = arena;
    this.#words = arena.copyOf(weights.words.data);
    this.#wordScales = "scale" in weights.words ? arena.copyOf(weights.words.scale) : 0;
    this.#positions = arena.copyOf(weights.positions);
    this.#embeddingNorm = placeNorm(arena, weights.embeddingNorm);
    this.#layers = weights.layers.map((layer) => ({
      qkv: placeDense(arena, [layer.query, layer.key, layer.value]),
      attentionOutput: placeDense(arena, [layer.attentionOutput]),
      attentionNorm: placeNorm(arena, layer.attentionNorm),
      intermediate: placeDense(arena, [layer.intermediate]),
      output: placeDense(arena, [layer.output]),
      outputNorm: placeNorm(arena, layer.outputNorm),
    }));
    this.#scratchStart = arena.mark();
  }

  async run(batch: TokenBatch): Promise<Float32Array<ArrayBuffer>> {
    const { hiddenSize: hidden, attentionSize, intermediateSize, headCount } = this.#config;
    const { layerNormEpsilon: epsilon, pooling } = this.#config;
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
    const scratch = arena.words(headSize * padded + padded * padded);
    const pooled = arena.words(sequences * hidden);

    const dense = (
      input: Pointer,
      { weight, bias }: Placed,
      residual: Pointer,
      output: Pointer,
      size: DenseSize,
    ) =>
      kernels.dense(input, weight, bias, residual, output, rows, size.inner, size.columns, size.activation);
    const layerNorm = (input: Pointer, { weight, bias }: Placed, output: Pointer) =>
      kernels.layerNorm(input, weight, bias, output, rows, hidden, epsilon);
    const plain = ACTIVATION.none;

    kernels.embed(idsAt, offsetsAt, this.#words, this.#wordScales, this.#positions, x, sequences, hidden);
    layerNorm(x, this.#embeddingNorm, x);
    for (const layer of this.#layers) {
      dense(x, layer.qkv, 0, qkv, { inner: hidden, columns: 3 * attentionSize, activation: plain });
      kernels.attention(qkv, offsetsAt, attended, scratch, sequences, headCount, headSize);
      dense(attended, layer.attentionOutput, x, sum, {
        inner: attentionSize,
        columns: hidden,
        activation: plain,
      });
      layerNorm(sum, layer.attentionNorm, x);
      dense(x, layer.intermediate, 0, inner, {
        inner: hidden,
        columns: intermediateSize,
        activation: ACTIVATION[this.#config.activation],
      });
      dense(inner, layer.output, x, sum, { inner: intermediateSize, columns: hidden, activation: plain });
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

  /** Nothing to do: the memory goes with the object. */
  [Symbol.dispose](): void {}
}

interface DenseSize {
  readonly inner: number;
  readonly columns: number;
  readonly activation: number;
}

/** Layers of the same input side by side: their outputs become neighbouring columns. */
function placeDense(arena: Arena, layers: readonly DenseWeights[]): Placed {
  const columns = layers.reduce((sum, { weight }) => sum + weight.rows, 0);
  const inner = layers[0].weight.columns;
  const weight = arena.words(columns * inner);
  const bias = arena.words(columns);
  let column = 0;
  for (const layer of layers) {
    const { rows } = layer.weight;
    packPanels(layer.weight, arena.floats(weight + column * inner * 4, rows * inner));
    arena.floats(bias + column * 4, rows).set(layer.bias);
    column += rows;
  }
  return { weight, bias };
}

function placeNorm(arena: Arena, { weight, bias }: LayerNormWeights): Placed {
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
