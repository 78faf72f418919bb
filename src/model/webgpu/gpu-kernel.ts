import type { WebGPUProgram } from "@tensorflow/tfjs-backend-webgpu/dist/base";

/** One WGSL program with the sizes of one call. */
export interface GpuKernel {
  /** Everything that changes the code, and nothing else: equal keys share one pipeline. Row counts are uniforms. */
  readonly key: string;
  /** In the order of binding; bound as an array of `f32` or `i32`, as the tensor is, or of `vec4` of those. */
  readonly inputs: readonly { readonly name: string; readonly components: 1 | 4 }[];
  /** Float32 values of the result, which is bound as `result: array<vec4<f32>>`. */
  readonly outputLength: number;
  readonly threads: number;
  readonly workgroupSize: number;
  /** Bound as `uniforms.<name>`, i32 each. */
  readonly uniforms: Readonly<Record<string, number>>;
  /** WGSL with `fn main(index: i32)`, run for index 0 … threads − 1 and some beyond, which must return at once. */
  readonly code: string;
}

/**
 * The form in which tfjs runs a kernel. Made anew for each call, because tfjs writes into it.
 *
 * Results have rank 1, weights and `lengths` rank 2: tfjs compiles another pipeline whenever an input's shape happens
 * to equal the result's, or to broadcast to it.
 */
export function toProgram(kernel: GpuKernel): WebGPUProgram {
  return {
    shaderKey: `personal-rank ${kernel.key}`,
    outputShape: [kernel.outputLength],
    outputComponent: 4,
    dispatchLayout: { x: [0] },
    dispatch: [Math.ceil(kernel.threads / kernel.workgroupSize), 1, 1],
    workgroupSize: [kernel.workgroupSize, 1, 1],
    variableNames: kernel.inputs.map(({ name }) => name),
    variableComponents: kernel.inputs.map(({ components }) => components),
    uniforms: Object.keys(kernel.uniforms)
      .map((name) => `${name} : i32, `)
      .join(""),
    size: false,
    getUserCode: () => kernel.code,
  };
}
