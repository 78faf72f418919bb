import type { TensorInfo } from "@tensorflow/tfjs-core/dist/base";
import type { KernelSet } from "../kernel-set.test-helper.ts";
import { attentionKernel } from "./attention-kernel.ts";
import { denseKernel } from "./dense-kernel.ts";
import { detectAdapter } from "./detect-adapter.ts";
import { embedKernel } from "./embed-kernel.ts";
import { expandedMatrix } from "./expanded-matrix.ts";
import type { GpuKernel } from "./gpu-kernel.ts";
import { GpuRunner } from "./gpu-runner.ts";
import { layerNormKernel } from "./layer-norm-kernel.ts";
import { meanPoolKernel } from "./mean-pool-kernel.ts";
import { transposedWeights } from "./transposed-weights.ts";

/** The WGSL kernels on plain arrays: each call pads, uploads, runs one kernel, reads back and takes the padding out. */
export async function createWebGpuKernelSet(): Promise<KernelSet> {
  const detected = await detectAdapter(navigator.gpu);
  if (detected === null)
    throw new Error("This test needs a WebGPU adapter; see the flags of the browser project");
  const gpu = await GpuRunner.create(detected.adapter);
  const vector = (values: Float32Array | Int32Array): TensorInfo => gpu.upload(values, [values.length]);
  const run = async (kernel: GpuKernel, inputs: readonly TensorInfo[]): Promise<Float32Array> => {
    const output = await gpu.take(gpu.run(kernel, inputs));
    gpu.free(...inputs);
    return output;
  };
  return {
    async embed(batch, { words, positions, norm, epsilon }) {
      if (batch.length === 0) return new Float32Array(0);
      const { rows: vocabulary, columns: size } = words;
      const steps = stepsOf(batch.map((sequence) => sequence.length));
      const ids = new Int32Array(batch.length * steps);
      batch.forEach((sequence, i) => ids.set(sequence, i * steps));
      const output = await run(embedKernel({ rows: ids.length, steps, size, epsilon }), [
        vector(ids),
        gpu.upload(expandedMatrix(words), [vocabulary, size]),
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
      const size = {
        rows,
        inputs: weight.columns,
        outputs: weight.rows,
        activation,
        hasResidual: residual !== null,
      };
      return run(denseKernel(size), [
        vector(input),
        gpu.upload(transposedWeights([weight]), [weight.columns, weight.rows]),
        vector(bias),
        ...(residual === null ? [] : [vector(residual)]),
      ]);
    },
    async layerNorm(input, { weight, bias }, epsilon) {
      const size = weight.length;
      if (input.length === 0) return input;
      const kernel = layerNormKernel({ rows: input.length / size, size, epsilon });
      return run(kernel, [vector(input), vector(weight), vector(bias)]);
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
