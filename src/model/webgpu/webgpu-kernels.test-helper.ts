import type { TensorInfo } from "@tensorflow/tfjs-core/dist/base";
import type { KernelSet } from "../kernel-set.test-helper.ts";
import { attentionKernel } from "./attention-kernel.ts";
import type { Matrix } from "../weights.ts";
import type { GpuDesign } from "./choose-design.ts";
import { denseKernel } from "./dense-kernel.ts";
import { detectAdapter } from "./detect-adapter.ts";
import { embedKernel } from "./embed-kernel.ts";
import type { GpuKernel } from "./gpu-kernel.ts";
import { GpuRunner } from "./gpu-runner.ts";
import { layerNormKernel } from "./layer-norm-kernel.ts";
import { meanPoolKernel } from "./mean-pool-kernel.ts";
import { uploadDense, uploadWords } from "./upload-weights.ts";
import type { WeightForm } from "./weight-blocks.ts";

/** @throws {Error} where there is no adapter. */
export async function openGpu(): Promise<GpuRunner> {
  const detected = await detectAdapter(navigator.gpu);
  if (detected === null)
    throw new Error("This test needs a WebGPU adapter; see the flags of the browser project");
  return GpuRunner.create(detected.adapter);
}

/**
 * The WGSL kernels on plain arrays: each call pads, uploads, runs one kernel, reads back and takes the padding out.
 *
 * @param form `float`: int8 matrices are expanded first, so that the same inputs go through the kernels for float weights.
 */
export async function createWebGpuKernelSet(
  { matmul, norm: normDesign }: Pick<GpuDesign, "matmul" | "norm">,
  form: WeightForm,
): Promise<KernelSet> {
  const gpu = await openGpu();
  const vector = (values: Float32Array | Int32Array): TensorInfo => gpu.upload(values, [values.length]);
  const run = async (kernel: GpuKernel, inputs: readonly TensorInfo[]): Promise<Float32Array> => {
    const output = await gpu.take(gpu.run(kernel, inputs));
    gpu.free(...inputs);
    return output;
  };
  return {
    async embed(batch, { words, positions, norm, epsilon }) {
      if (batch.length === 0) return new Float32Array(0);
      const size = words.columns;
      const steps = stepsOf(batch.map((sequence) => sequence.length));
      const ids = new Int32Array(batch.length * steps);
      batch.forEach((sequence, i) => ids.set(sequence, i * steps));
      const table = uploadWords(gpu, inForm(words, form));
      const kernel = embedKernel({ rows: ids.length, steps, size, form: table.form, epsilon });
      const output = await run(kernel, [
        vector(ids),
        ...table.tensors,
        gpu.upload(positions, [positions.length / size, size]),
        vector(norm.weight),
        vector(norm.bias),
      ]);
      return withoutPadding(output, {
        lengths: batch.map((sequence) => sequence.length),
        steps,
        width: size,
      });
    },
    async dense(input, { weight, bias }, { residual, activation }) {
      const rows = input.length / weight.columns;
      if (rows === 0) return new Float32Array(0);
      const dense = uploadDense(gpu, [{ weight: inForm(weight, form), bias }], null);
      const { inputs, outputs } = dense;
      const size = { rows, inputs, outputs, form: dense.form, activation, normEpsilon: null };
      return run(denseKernel({ ...size, hasResidual: residual !== null }, matmul), [
        vector(input),
        dense.weights,
        dense.columns,
        ...(residual === null ? [] : [vector(residual)]),
      ]);
    },
    /** Fused it ends a dense kernel, here one that multiplies by 1 and adds nothing. */
    async layerNorm(input, norm, epsilon) {
      const size = norm.weight.length;
      const rows = input.length / size;
      if (rows === 0) return input;
      if (normDesign === "apart") {
        const kernel = layerNormKernel({ rows, size, epsilon });
        return run(kernel, [vector(input), vector(norm.weight), vector(norm.bias)]);
      }
      const data = Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
      const weight: Matrix = { rows: size, columns: size, data };
      const dense = uploadDense(gpu, [{ weight, bias: new Float32Array(size) }], norm);
      const kernel = denseKernel(
        { rows, ...dense, activation: null, hasResidual: false, normEpsilon: epsilon },
        matmul,
      );
      return run(kernel, [vector(input), dense.weights, dense.columns]);
    },
    async attention(qkv, lengths, { hidden, heads }) {
      if (lengths.length === 0) return new Float32Array(0);
      const steps = stepsOf(lengths);
      const kernel = attentionKernel({ sequences: lengths.length, steps, hidden, heads });
      const padded = withPadding(qkv, { lengths, steps, width: 3 * hidden });
      const output = await run(kernel, [
        vector(padded),
        gpu.upload(Int32Array.from(lengths), [lengths.length, 1]),
      ]);
      return withoutPadding(output, { lengths, steps, width: hidden });
    },
    async meanPool(input, lengths, hidden) {
      if (lengths.length === 0) return new Float32Array(0);
      const steps = stepsOf(lengths);
      const padded = withPadding(input, { lengths, steps, width: hidden });
      const kernel = meanPoolKernel({ sequences: lengths.length, steps, hidden });
      return run(kernel, [vector(padded), gpu.upload(Int32Array.from(lengths), [lengths.length, 1])]);
    },
  };
}

function inForm(matrix: Matrix, form: WeightForm): Matrix {
  if (form === "int8" || !("scale" in matrix)) return matrix;
  const { rows, columns, scale } = matrix;
  const data = Float32Array.from(matrix.data, (value, i) => value * scale[Math.floor(i / columns)]);
  return { rows, columns, data };
}

interface Padding {
  readonly lengths: readonly number[];
  readonly steps: number;
  readonly width: number;
}

function stepsOf(lengths: readonly number[]): number {
  return Math.ceil(Math.max(...lengths) / 8) * 8;
}

/** Padding is 1e4, so that a kernel that reads it is far off. */
function withPadding(rows: Float32Array, { lengths, steps, width }: Padding): Float32Array {
  const padded = new Float32Array(lengths.length * steps * width).fill(1e4);
  let start = 0;
  lengths.forEach((length, i) => {
    padded.set(rows.subarray(start, start + length * width), i * steps * width);
    start += length * width;
  });
  return padded;
}

function withoutPadding(padded: Float32Array, { lengths, steps, width }: Padding): Float32Array {
  return Float32Array.from(
    lengths.flatMap((length, i) => [...padded.subarray(i * steps * width, (i * steps + length) * width)]),
  );
}
