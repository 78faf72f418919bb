import type { GpuKernel } from "./gpu-kernel.ts";
import { layerNormCode } from "./layer-norm-code.ts";

/** LayerNorm of [rows, size]; inputs: `x`, `weight`, `bias`. One thread per row. */
export function layerNormKernel(size: {
  readonly rows: number;
  readonly size: number;
  readonly epsilon: number;
}): GpuKernel {
  const { rows, size: columns, epsilon } = size;
  return {
    key: `layer-norm ${columns} ${epsilon}`,
    inputs: [
      { name: "x", components: 4 },
      { name: "weight", components: 4 },
      { name: "bias", components: 4 },
    ],
    outputLength: rows * columns,
    threads: rows,
    workgroupSize: 32,
    uniforms: { rows },
    code: `
fn main(row: i32) {
  if (row >= uniforms.rows) { return; }
  ${layerNormCode({ size: columns, epsilon, value: (i) => `x[row * ${columns / 4} + ${i}]` })}
}`,
  };
}
