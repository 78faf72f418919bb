import type { TensorInfo } from "@tensorflow/tfjs-core/dist/base";
import { RankError } from "../../base/errors.ts";
import type { Activation, EncoderConfig } from "../config.ts";
import type { ForwardPass, TokenBatch } from "../forward-pass.ts";
import type { EncoderWeights } from "../weights.ts";
import { attentionKernel } from "./attention-kernel.ts";
import { chooseDesign, SOFTWARE_DESIGN } from "./choose-design.ts";
import type { GpuDesign } from "./choose-design.ts";
import { denseKernel, MANY_ROWS, MAX_NORM_OUTPUTS } from "./dense-kernel.ts";
import { embedKernel } from "./embed-kernel.ts";
import type { GpuRunner } from "./gpu-runner.ts";
import { layerNormKernel } from "./layer-norm-kernel.ts";
import { meanPoolKernel } from "./mean-pool-kernel.ts";
import { padded, roomFor } from "./padded-batch.ts";
import { uploadWeights } from "./upload-weights.ts";
import type { GpuDense, GpuNorm, GpuWeights } from "./upload-weights.ts";

/** Enough for every design at both sizes, more than once, on any GPU that is quicker than the CPU; spent once per device. */
const MEASURE_BUDGET_MS = 150;

export interface GpuPassOptions {
  readonly gpu: GpuRunner;
  readonly isSoftware: boolean;
  /** What an earlier start on the same adapter has found; null: to be found. */
  readonly design: GpuDesign | null;
  /** Monotonic, with parts of a millisecond. */
  readonly clockMs: () => number;
}

/** Results of the kernels between the first and the last; one layer overwrites what the one before has left. */
interface Scratch {
  readonly rows: number;
  readonly x: TensorInfo;
  readonly qkv: TensorInfo;
  readonly attended: TensorInfo;
  readonly middle: TensorInfo;
  readonly inner: TensorInfo;
  /** What a LayerNorm apart reads. */
  readonly sum: TensorInfo;
}

/**
 * The forward pass as fused WGSL: 5 dispatches per layer and 2 more, or 7 where LayerNorm is apart. Sequences are padded to the longest of the batch,
 * rounded up to 8; padding is computed along but no real token looks at it.
 */
export class WebGpuForwardPass implements ForwardPass {
  readonly backend = "webgpu";
  readonly batchLimits: ForwardPass["batchLimits"];
  readonly design: GpuDesign;
  readonly #config: EncoderConfig;
  readonly #weights: GpuWeights;
  readonly #gpu: GpuRunner;
  /** As long as the largest batch so far needs. Runs that overlap in time share it: the GPU does one after the other. */
  #scratch: Scratch | null = null;

  /**
   * Sends the weights, chooses the design, and compiles everything that a query and a batch need: no later run compiles.
   *
   * @param options `gpu` is taken over: disposing the forward pass disposes it, and so does a failure.
   * @throws {RankError} `webgpu-unavailable` if the GPU is lost, or refuses a kernel, or its kernels do not fit the model.
   */
  static async create(
    config: EncoderConfig,
    weights: EncoderWeights,
    options: GpuPassOptions,
  ): Promise<WebGpuForwardPass> {
    const { gpu, isSoftware, clockMs } = options;
    try {
      if (config.hiddenSize > MAX_NORM_OUTPUTS) {
        throw new RankError(
          "webgpu-unavailable",
          `Cannot use the GPU because "hidden_size" must be at most ${MAX_NORM_OUTPUTS}: got ${config.hiddenSize}; using WebAssembly`,
        );
      }
      const uploaded = uploadWeights(gpu, weights);
      const design =
        options.design ??
        (isSoftware
          ? SOFTWARE_DESIGN
          : await chooseDesign(gpu, uploaded.layers[0], {
              rows: { few: 16, many: 512 },
              budgetMs: MEASURE_BUDGET_MS,
              clockMs,
            }));
      const forwardPass = new WebGpuForwardPass(config, uploaded, { gpu, isSoftware, design });
      await forwardPass.#warmUp();
      return forwardPass;
    } catch (thrown) {
      gpu[Symbol.dispose]();
      throw thrown;
    }
  }

  private constructor(
    config: EncoderConfig,
    weights: GpuWeights,
    { gpu, isSoftware, design }: { gpu: GpuRunner; isSoftware: boolean; design: GpuDesign },
  ) {
    this.#config = config;
    this.#weights = weights;
    this.#gpu = gpu;
    this.design = design;
    // A long submit on a software GPU has killed whole browsers.
    this.batchLimits = { maxSequences: 16, maxTokens: isSoftware ? 256 : 512 };
  }

  async run(batch: TokenBatch): Promise<Float32Array<ArrayBuffer>> {
    if (batch.length === 0) return new Float32Array(0);
    const pooled = await this.#gpu.take(this.#queue(batch));
    return pooled.slice(0, batch.length * this.#config.hiddenSize);
  }

  get memoryBytes(): number {
    return this.#gpu.allocatedBytes;
  }

  [Symbol.dispose](): void {
    this.#gpu[Symbol.dispose]();
  }

  async #warmUp(): Promise<void> {
    const query = [new Int32Array(1)];
    const batch = Array.from({ length: MANY_ROWS / 8 }, () => new Int32Array(8));
    await this.#gpu.compile(() => this.#gpu.free(this.#queue(query), this.#queue(batch)));
    // Some drivers put off a part of the work until a program first runs.
    await this.run(query);
  }

  /** Queues everything from token ids to pooled vectors, [at least the sequences, hidden]. */
  #queue(batch: TokenBatch): TensorInfo {
    const gpu = this.#gpu;
    const { hiddenSize: hidden, headCount: heads, attentionSize, layerNormEpsilon: epsilon } = this.#config;
    const { activation, pooling } = this.#config;
    const { words, positions, embeddingNorm, layers } = this.#weights;
    const { ids, lengths, sequences, steps } = padded(batch);
    const rows = sequences * steps;
    const { x, qkv, attended, middle, inner, sum } = this.#scratchFor(rows);
    const dense = (
      input: TensorInfo,
      layer: GpuDense,
      into: TensorInfo,
      options: { activation?: Activation; residual?: TensorInfo; normEpsilon?: number } = {},
    ): void => {
      const { activation = null, residual, normEpsilon = null } = options;
      const hasResidual = residual !== undefined;
      const kernel = denseKernel(
        { ...layer, rows, activation, hasResidual, normEpsilon },
        this.design.matmul,
      );
      gpu.run(kernel, [input, layer.weights, layer.columns, ...(hasResidual ? [residual] : [])], into);
    };
    const denseNorm = (
      input: TensorInfo,
      layer: GpuDense,
      { weight, bias }: GpuNorm,
      { residual, into }: { residual: TensorInfo; into: TensorInfo },
    ): void => {
      if (this.design.norm === "fused") return dense(input, layer, into, { residual, normEpsilon: epsilon });
      dense(input, layer, sum, { residual });
      gpu.run(layerNormKernel({ rows, size: hidden, epsilon }), [sum, weight, bias], into);
    };

    const idTensor = gpu.upload(ids, [ids.length]);
    const lengthTensor = gpu.upload(lengths, [lengths.length, 1]);
    const embedInputs = [idTensor, ...words.tensors, positions, embeddingNorm.weight, embeddingNorm.bias];
    gpu.run(embedKernel({ rows, steps, size: hidden, form: words.form, epsilon }), embedInputs, x);
    for (const layer of layers) {
      dense(x, layer.qkv, qkv);
      const attention = attentionKernel({ sequences, steps, hidden: attentionSize, heads });
      gpu.run(attention, [qkv, lengthTensor], attended);
      denseNorm(attended, layer.attentionOutput, layer.attentionNorm, { residual: x, into: middle });
      dense(middle, layer.intermediate, inner, { activation });
      denseNorm(inner, layer.output, layer.outputNorm, { residual: middle, into: x });
    }
    // The mean over the first vector alone is that vector.
    const pooledTensor =
      pooling === "mean"
        ? lengthTensor
        : gpu.upload(new Int32Array(lengths.length).fill(1), [lengths.length, 1]);
    const pooled = gpu.allocate(lengths.length * hidden);
    gpu.run(meanPoolKernel({ sequences, steps, hidden }), [x, pooledTensor], pooled);
    gpu.free(idTensor, lengthTensor);
    if (pooledTensor !== lengthTensor) gpu.free(pooledTensor);
    return pooled;
  }

  #scratchFor(rows: number): Scratch {
    if (this.#scratch !== null && this.#scratch.rows >= rows) return this.#scratch;
    const { hiddenSize, attentionSize, intermediateSize } = this.#config;
    if (this.#scratch !== null) {
      const { x, qkv, attended, middle, inner, sum } = this.#scratch;
      this.#gpu.free(x, qkv, attended, middle, inner, sum);
    }
    const room = roomFor(rows);
    const allocate = (width: number): TensorInfo => this.#gpu.allocate(room * width);
    this.#scratch = {
      rows: room,
      x: allocate(hiddenSize),
      qkv: allocate(3 * attentionSize),
      attended: allocate(attentionSize),
      middle: allocate(hiddenSize),
      inner: allocate(intermediateSize),
      sum: allocate(hiddenSize),
    };
    return this.#scratch;
  }
}
