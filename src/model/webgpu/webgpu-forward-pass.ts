import type { TensorInfo } from "@tensorflow/tfjs-core/dist/base";
import type { Activation, EncoderConfig } from "../config.ts";
import type { ForwardPass, TokenBatch } from "../forward-pass.ts";
import type { DenseWeights, EncoderWeights, LayerNormWeights } from "../weights.ts";
import { attentionKernel } from "./attention-kernel.ts";
import { denseKernel } from "./dense-kernel.ts";
import { embedKernel } from "./embed-kernel.ts";
import { expandedMatrix } from "./expanded-matrix.ts";
import type { GpuRunner } from "./gpu-runner.ts";
import { layerNormKernel } from "./layer-norm-kernel.ts";
import { meanPoolKernel } from "./mean-pool-kernel.ts";
import { transposedWeights } from "./transposed-weights.ts";

/** A dense layer on the GPU: weight [inputs, outputs]. */
interface Dense {
  readonly weight: TensorInfo;
  readonly bias: TensorInfo;
  readonly inputs: number;
  readonly outputs: number;
}

interface Norm {
  readonly weight: TensorInfo;
  readonly bias: TensorInfo;
}

interface Layer {
  readonly qkv: Dense;
  readonly attentionOutput: Dense;
  readonly attentionNorm: Norm;
  readonly intermediate: Dense;
  readonly output: Dense;
  readonly outputNorm: Norm;
}

/** tfjs keeps freed buffers by exact size; few lengths keep them few, and the pipelines warm. */
const STEP_MULTIPLE = 8;

/**
 * The forward pass as fused WGSL: 7 dispatches per layer and 2 more. Sequences are padded to the longest of the batch,
 * rounded up to 8; padding is computed along but no real token looks at it.
 */
export class WebGpuForwardPass implements ForwardPass {
  readonly backend = "webgpu";
  readonly batchLimits: ForwardPass["batchLimits"];
  readonly #config: EncoderConfig;
  readonly #gpu: GpuRunner;
  readonly #words: TensorInfo;
  readonly #positions: TensorInfo;
  readonly #embeddingNorm: Norm;
  readonly #layers: readonly Layer[];

  /** Takes over `gpu`: disposing the forward pass disposes it. */
  constructor(
    config: EncoderConfig,
    weights: EncoderWeights,
    { gpu, isSoftware }: { gpu: GpuRunner; isSoftware: boolean },
  ) {
    this.#config = config;
    this.#gpu = gpu;
    // A long submit on a software GPU has killed whole browsers.
    this.batchLimits = { maxSequences: 16, maxTokens: isSoftware ? 256 : 512 };
    const { hiddenSize: hidden, positionCount, vocabularySize } = config;
    // Rows of the word table are outputs of nothing: the table stays as it is, only its int8 values are expanded.
    this.#words = gpu.upload(expandedMatrix(weights.words), [vocabularySize, hidden]);
    this.#positions = gpu.upload(weights.positions, [positionCount, hidden]);
    this.#embeddingNorm = uploadNorm(gpu, weights.embeddingNorm);
    this.#layers = weights.layers.map((layer) => ({
      qkv: uploadDense(gpu, [layer.query, layer.key, layer.value]),
      attentionOutput: uploadDense(gpu, [layer.attentionOutput]),
      attentionNorm: uploadNorm(gpu, layer.attentionNorm),
      intermediate: uploadDense(gpu, [layer.intermediate]),
      output: uploadDense(gpu, [layer.output]),
      outputNorm: uploadNorm(gpu, layer.outputNorm),
    }));
  }

  async run(batch: TokenBatch): Promise<Float32Array<ArrayBuffer>> {
    if (batch.length === 0) return new Float32Array(0);
    const gpu = this.#gpu;
    const { hiddenSize: hidden, headCount: heads, attentionSize, layerNormEpsilon: epsilon } = this.#config;
    const isMean = this.#config.pooling === "mean";
    const sequences = batch.length;
    const { ids, lengths, steps } = padded(batch);
    const rows = sequences * steps;

    const idTensor = gpu.upload(ids, [rows]);
    const lengthTensor = gpu.upload(lengths, [sequences, 1]);
    const dense = (
      x: TensorInfo,
      layer: Dense,
      residual: TensorInfo | null,
      activation: Activation | null = null,
    ): TensorInfo =>
      gpu.run(
        denseKernel({
          rows,
          inputs: layer.inputs,
          outputs: layer.outputs,
          activation,
          hasResidual: residual !== null,
        }),
        [x, layer.weight, layer.bias, ...(residual === null ? [] : [residual])],
      );
    const layerNorm = (x: TensorInfo, norm: Norm): TensorInfo =>
      gpu.run(layerNormKernel({ rows, size: hidden, epsilon }), [x, norm.weight, norm.bias]);

    const { weight, bias } = this.#embeddingNorm;
    let x = gpu.run(embedKernel({ rows, steps, size: hidden, epsilon }), [
      idTensor,
      this.#words,
      this.#positions,
      weight,
      bias,
    ]);
    for (const layer of this.#layers) {
      const qkv = dense(x, layer.qkv, null);
      const attended = gpu.run(attentionKernel({ sequences, steps, hidden: attentionSize, heads }), [
        qkv,
        lengthTensor,
      ]);
      const attendedSum = dense(attended, layer.attentionOutput, x);
      const middle = layerNorm(attendedSum, layer.attentionNorm);
      const inner = dense(middle, layer.intermediate, null, this.#config.activation);
      const outputSum = dense(inner, layer.output, middle);
      gpu.free(x, qkv, attended, attendedSum, middle, inner);
      x = layerNorm(outputSum, layer.outputNorm);
      gpu.free(outputSum);
    }
    // The mean over the first vector alone is that vector.
    const pooledLengths = isMean ? lengths : new Int32Array(sequences).fill(1);
    const pooledTensor = gpu.upload(pooledLengths, [sequences, 1]);
    const pooled = gpu.run(meanPoolKernel({ sequences, steps, hidden }), [x, pooledTensor]);
    gpu.free(x, idTensor, lengthTensor, pooledTensor);
    return gpu.take(pooled);
  }

  [Symbol.dispose](): void {
    this.#gpu[Symbol.dispose]();
  }
}

function uploadDense(gpu: GpuRunner, layers: readonly DenseWeights[]): Dense {
  const inputs = layers[0].weight.columns;
  const biases = layers.flatMap(({ bias }) => [...bias]);
  const outputs = biases.length;
  const weight = gpu.upload(transposedWeights(layers.map((layer) => layer.weight)), [inputs, outputs]);
  return { weight, bias: gpu.upload(Float32Array.from(biases), [outputs]), inputs, outputs };
}

function uploadNorm(gpu: GpuRunner, { weight, bias }: LayerNormWeights): Norm {
  return { weight: gpu.upload(weight, [weight.length]), bias: gpu.upload(bias, [bias.length]) };
}

/** A batch as [sequences, steps] ids, short ones filled up with id 0. */
function padded(batch: TokenBatch): { ids: Int32Array; lengths: Int32Array; steps: number } {
  const lengths = Int32Array.from(batch, (sequence) => sequence.length);
  const steps = Math.ceil(Math.max(...lengths) / STEP_MULTIPLE) * STEP_MULTIPLE;
  const ids = new Int32Array(batch.length * steps);
  batch.forEach((sequence, i) => ids.set(sequence, i * steps));
  return { ids, lengths, steps };
}
