import type { KernelSet } from "../kernel-set.test-helper.ts";
import { Arena } from "./arena.ts";
import type { PlaceDense } from "./dense-layer.ts";
import { createKernels } from "./kernel-module.ts";
import type { KernelBuild } from "./kernel-module.ts";

/** The WebAssembly kernels on plain arrays: each call copies in, runs one kernel, copies out. */
export async function createWasmKernelSet(build: KernelBuild, place: PlaceDense): Promise<KernelSet> {
  const kernels = await createKernels(build);
  const arena = new Arena(kernels.memory, kernels.heapBase());
  const offsetsOf = (lengths: readonly number[]): Int32Array => {
    const offsets = new Int32Array(lengths.length + 1);
    lengths.forEach((length, i) => (offsets[i + 1] = offsets[i] + length));
    return offsets;
  };
  /** Filled with NaN, so that a value the kernel forgets is seen. */
  const output = (count: number): number => {
    const pointer = arena.words(count);
    arena.floats(pointer, count).fill(NaN);
    return pointer;
  };
  return {
    async embed(batch, { words, positions, norm, epsilon }) {
      const ids = Int32Array.from(batch.flatMap((sequence) => [...sequence]));
      const out = output(ids.length * words.columns);
      kernels.embed(
        arena.copyOf(ids),
        arena.copyOf(offsetsOf(batch.map((sequence) => sequence.length))),
        arena.copyOf(words.data),
        "scale" in words ? arena.copyOf(words.scale) : 0,
        arena.copyOf(positions),
        out,
        batch.length,
        words.columns,
      );
      const [weight, bias] = [arena.copyOf(norm.weight), arena.copyOf(norm.bias)];
      kernels.layerNorm(out, weight, bias, out, ids.length, words.columns, epsilon);
      return arena.floats(out, ids.length * words.columns).slice();
    },
    async dense(input, weights, { residual, activation }) {
      const { rows: outputs, columns: inputs } = weights.weight;
      const rows = input.length / inputs;
      const layer = place(kernels, arena, weights);
      const out = output(rows * outputs);
      layer.run({
        input: arena.copyOf(input),
        output: out,
        rows,
        activation,
        residual: residual === null ? 0 : arena.copyOf(residual),
        scratch: output(Math.ceil(layer.scratchBytes / 4)),
      });
      return arena.floats(out, rows * outputs).slice();
    },
    async layerNorm(input, { weight, bias }, epsilon) {
      const out = output(input.length);
      const [source, scale, shift] = [arena.copyOf(input), arena.copyOf(weight), arena.copyOf(bias)];
      kernels.layerNorm(source, scale, shift, out, input.length / weight.length, weight.length, epsilon);
      return arena.floats(out, input.length).slice();
    },
    async attention(qkv, lengths, { hidden, heads }) {
      const out = output(qkv.length / 3);
      const padded = Math.ceil(Math.max(0, ...lengths) / 8) * 8;
      const scratch = output((hidden / heads) * padded + padded * padded);
      const [source, offsets] = [arena.copyOf(qkv), arena.copyOf(offsetsOf(lengths))];
      kernels.attention(source, offsets, out, scratch, lengths.length, heads, hidden / heads);
      return arena.floats(out, qkv.length / 3).slice();
    },
    async meanPool(input, lengths, hidden) {
      const out = output(lengths.length * hidden);
      const [source, offsets] = [arena.copyOf(input), arena.copyOf(offsetsOf(lengths))];
      kernels.meanPool(source, offsets, out, lengths.length, hidden);
      return arena.floats(out, lengths.length * hidden).slice();
    },
  };
}
