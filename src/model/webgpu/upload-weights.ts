import type { TensorInfo } from "@tensorflow/tfjs-core/dist/base";
import type { DenseWeights, EncoderWeights, LayerNormWeights, Matrix } from "../weights.ts";
import type { GpuRunner } from "./gpu-runner.ts";
import { weightBlocks } from "./weight-blocks.ts";
import type { WeightForm } from "./weight-blocks.ts";

/** A dense layer on the GPU, as the dense kernel takes it. */
export interface GpuDense {
  readonly inputs: number;
  readonly outputs: number;
  readonly form: WeightForm;
  readonly weights: TensorInfo;
  /** Scale, bias, and weight and bias of the LayerNorm that follows, if one does: [2 or 4, outputs]. */
  readonly columns: TensorInfo;
}

/** The word table as stored: int8 is dequantised where a row is read. */
export interface GpuWords {
  readonly form: WeightForm;
  /** The table, and the scales of its rows if it is int8. */
  readonly tensors: readonly TensorInfo[];
}

export interface GpuNorm {
  readonly weight: TensorInfo;
  readonly bias: TensorInfo;
}

/** Either LayerNorm is in the `columns` of the layer before it, too. */
export interface GpuLayer {
  readonly qkv: GpuDense;
  readonly attentionOutput: GpuDense;
  readonly attentionNorm: GpuNorm;
  readonly intermediate: GpuDense;
  readonly output: GpuDense;
  readonly outputNorm: GpuNorm;
}

export interface GpuWeights {
  readonly words: GpuWords;
  readonly positions: TensorInfo;
  readonly embeddingNorm: GpuNorm;
  readonly layers: readonly GpuLayer[];
}

/** Puts an encoder's weights into the order that the kernels read; they go to the GPU when a kernel first reads them. */
export function uploadWeights(
  gpu: GpuRunner,
  { words, positions, embeddingNorm, layers }: EncoderWeights,
): GpuWeights {
  return {
    words: uploadWords(gpu, words),
    positions: gpu.upload(positions, [positions.length / words.columns, words.columns]),
    embeddingNorm: uploadNorm(gpu, embeddingNorm),
    layers: layers.map((layer) => ({
      qkv: uploadDense(gpu, [layer.query, layer.key, layer.value], null),
      attentionOutput: uploadDense(gpu, [layer.attentionOutput], layer.attentionNorm),
      attentionNorm: uploadNorm(gpu, layer.attentionNorm),
      intermediate: uploadDense(gpu, [layer.intermediate], null),
      output: uploadDense(gpu, [layer.output], layer.outputNorm),
      outputNorm: uploadNorm(gpu, layer.outputNorm),
    })),
  };
}

/** @param layers Layers of the same input, as one whose outputs lie side by side. */
export function uploadDense(
  gpu: GpuRunner,
  layers: readonly DenseWeights[],
  norm: LayerNormWeights | null,
): GpuDense {
  const { form, inputs, outputs, values, scales } = weightBlocks(layers.map(({ weight }) => weight));
  const bias = Float32Array.from(layers.flatMap((layer) => [...layer.bias]));
  const vectors = norm === null ? [scales, bias] : [scales, bias, norm.weight, norm.bias];
  const columns = new Float32Array(vectors.length * outputs);
  vectors.forEach((vector, i) => columns.set(vector, i * outputs));
  return {
    form,
    inputs,
    outputs,
    weights: gpu.upload(values, [inputs, values.length / inputs]),
    columns: gpu.upload(columns, [vectors.length, outputs]),
  };
}

export function uploadWords(gpu: GpuRunner, words: Matrix): GpuWords {
  const { rows, columns } = words;
  if (!("scale" in words)) {
    return { form: "float", tensors: [gpu.upload(words.data, [rows, columns])] };
  }
  // The bytes may lie anywhere in the model file; words of 4 may not.
  const { data } = words;
  const isAligned = data.byteOffset % 4 === 0;
  const view = isAligned ? data : data.slice();
  const packed = new Int32Array(view.buffer, view.byteOffset, view.length / 4);
  return {
    form: "int8",
    tensors: [gpu.upload(packed, [rows, columns / 4]), gpu.upload(words.scale, [rows, 1])],
  };
}

export function uploadNorm(gpu: GpuRunner, { weight, bias }: LayerNormWeights): GpuNorm {
  return { weight: gpu.upload(weight, [weight.length]), bias: gpu.upload(bias, [bias.length]) };
}
