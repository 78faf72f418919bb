import type { GpuKernel } from "./gpu-kernel.ts";

/**
 * The mean over the real rows of each sequence → [sequences, hidden]; inputs: `x` [sequences · steps, hidden],
 * `lengths` int32 [sequences], each from 1 to `steps`. One thread per sequence and 4 columns.
 */
export function meanPoolKernel(size: {
  readonly sequences: number;
  readonly steps: number;
  readonly hidden: number;
}): GpuKernel {
  const { sequences, steps, hidden } = size;
  const hidden4 = hidden / 4;
  return {
    key: `mean-pool ${hidden}`,
    inputs: [
      { name: "x", components: 4 },
      { name: "lengths", components: 1 },
    ],
    outputLength: sequences * hidden,
    threads: sequences * hidden4,
    workgroupSize: 32,
    uniforms: { sequences, steps },
    code: `
fn main(index: i32) {
  let sequence = index / ${hidden4};
  if (sequence >= uniforms.sequences) { return; }
  let first = sequence * uniforms.steps * ${hidden4} + index % ${hidden4};
  var sum = vec4<f32>(0.0);
  for (var t = 0; t < lengths[sequence]; t++) { sum += x[first + t * ${hidden4}]; }
  result[index] = sum / f32(lengths[sequence]);
}`,
  };
}
