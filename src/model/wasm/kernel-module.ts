import plainBytes from "./assembly/kernels.ts?assemblyscript";
import relaxedBytes from "./assembly/kernels.ts?assemblyscript=relaxed";
import { instantiateModule } from "./instantiate-module.ts";

/** A byte address in the module's memory. */
export type Pointer = number;

/** `relaxed` multiplies and adds in one instruction and has the kernel of `fast-int8`; not every browser can run it. */
export type KernelBuild = "plain" | "relaxed";

/** What assembly/kernels.ts exports; shapes and meanings are documented there. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  heapBase(): Pointer;
  embed(
    ids: Pointer,
    offsets: Pointer,
    wordTable: Pointer,
    wordScales: Pointer,
    positionTable: Pointer,
    output: Pointer,
    sequences: number,
    hidden: number,
  ): void;
  layerNorm(
    input: Pointer,
    weight: Pointer,
    bias: Pointer,
    output: Pointer,
    rows: number,
    columns: number,
    epsilon: number,
  ): void;
  dense(
    input: Pointer,
    weights: Pointer,
    bias: Pointer,
    residual: Pointer,
    output: Pointer,
    rows: number,
    inner: number,
    columns: number,
    activation: number,
  ): void;
  int8ScratchBytes(inner: number): number;
  int8Dense(
    input: Pointer,
    weights: Pointer,
    columnScales: Pointer,
    bias: Pointer,
    residual: Pointer,
    output: Pointer,
    scratch: Pointer,
    rows: number,
    inner: number,
    columns: number,
    activation: number,
  ): void;
  fastInt8ScratchBytes(inner: number): number;
  /** Does nothing in the plain build. */
  fastInt8Dense(
    input: Pointer,
    weights: Pointer,
    columnScales: Pointer,
    corrections: Pointer,
    bias: Pointer,
    residual: Pointer,
    output: Pointer,
    scratch: Pointer,
    rows: number,
    inner: number,
    columns: number,
    activation: number,
  ): void;
  attention(
    qkv: Pointer,
    offsets: Pointer,
    output: Pointer,
    scratch: Pointer,
    sequences: number,
    heads: number,
    headSize: number,
  ): void;
  meanPool(input: Pointer, offsets: Pointer, output: Pointer, sequences: number, hidden: number): void;
  pack(source: Pointer, target: Pointer, rows: number, columns: number, unitBytes: 2 | 4): void;
  dequantise(source: Pointer, scales: Pointer, target: Pointer, rows: number, columns: number): void;
}

/** The `activation` of the dense kernels. */
export const ACTIVATION = { none: 0, gelu: 1, "gelu-tanh": 2, relu: 3, "coarse-gelu": 4 } as const;

/** The faster build that this browser can run; it may turn out that it can run none. */
export function bestBuild(): KernelBuild {
  return globalThis.WebAssembly?.validate(relaxedBytes) ? "relaxed" : "plain";
}

/**
 * Compiles the kernels and gives them a memory of their own.
 *
 * @throws {RankError} `model-failed` if the browser lacks WebAssembly SIMD or the page's policy forbids compiling.
 */
export function createKernels(build: KernelBuild): Promise<Kernels> {
  return instantiateModule<Kernels>(build === "relaxed" ? relaxedBytes : plainBytes);
}
