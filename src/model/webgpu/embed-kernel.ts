import type { GpuKernel } from "./gpu-kernel.ts";
import { layerNormCode } from "./layer-norm-code.ts";

/**
 * LN(words[id] + positions[t]) of sequences padded to `steps` each → [rows, size]; inputs: `ids` int32 [rows],
 * `words`, `positions`, `weight`, `bias`. One thread per row.
 */
export function embedKernel(size: {
  readonly rows: number;
  readonly steps: number;
  readonly size: number;
  readonly epsilon: number;
}): GpuKernel {
  const { rows, steps, size: columns, epsilon } = size;
  return {
    key: `embed ${columns} ${epsilon}`,
    inputs: [
      { name: "ids", components: 1 },
      { name: "words", components: 4 },
      { name: "positions", components: 4 },
      { name: "weight", components: 4 },
      { name: "bias", components: 4 },
    ],
    outputLength: rows * columns,
    threads: rows,
    workgroupSize: 32,
    uniforms: { rows, steps },
    code: `
fn main(row: i32) {
  if (row >= uniforms.rows) { return; }
  let word = ids[row] * ${columns / 4};
  let position = (row % uniforms.steps) * ${columns / 4};
  ${layerNormCode({ size: columns, epsilon, value: (i) => `(words[word + ${i}] + positions[position + ${i}])` })}
}`,
  };
}
