import headBytes from "./assembly/head-kernels.ts?assemblyscript";
import { instantiateModule } from "./instantiate-module.ts";
import type { Pointer } from "./kernel-module.ts";

/** What assembly/head-kernels.ts exports; shapes and meanings are documented there. */
export interface HeadModule {
  readonly memory: WebAssembly.Memory;
  heapBase(): Pointer;
  scores(features: Pointer, weights: Pointer, scores: Pointer, rows: number, size: number): void;
  timesMatrixBytes(inner: number, columns: number): number;
  timesMatrix(
    rows: Pointer,
    center: Pointer,
    matrix: Pointer,
    product: Pointer,
    scratch: Pointer,
    count: number,
    inner: number,
    columns: number,
  ): void;
  divideColumns(product: Pointer, scale: Pointer, output: Pointer, count: number, columns: number): void;
  posteriorBytes(count: number, size: number): number;
  posterior(
    mean: Pointer,
    covariance: Pointer,
    rows: Pointer,
    gradient: Pointer,
    information: Pointer,
    scratch: Pointer,
    count: number,
    size: number,
  ): number;
  packWeights(
    parameters: Pointer,
    start: Pointer,
    weights: Pointer,
    wide: Pointer,
    d: number,
    h: number,
  ): void;
  rowStride(d: number): number;
  maskRows(features: Pointer, mask: Pointer, rows: Pointer, n: number, d: number): void;
  forward(
    parameters: Pointer,
    weights: Pointer,
    rows: Pointer,
    rowPanels: Pointer,
    sums: Pointer,
    scores: Pointer,
    n: number,
    d: number,
    h: number,
  ): void;
  backward(
    parameters: Pointer,
    rows: Pointer,
    sums: Pointer,
    slopes: Pointer,
    active: Pointer,
    counts: Pointer,
    gradient: Pointer,
    n: number,
    d: number,
    h: number,
  ): void;
  move(
    parameters: Pointer,
    firstMoment: Pointer,
    secondMoment: Pointer,
    gradient: Pointer,
    p: number,
    maxGradientNorm: number,
    rate: number,
    weightDecay: number,
    firstDecay: number,
    secondDecay: number,
    firstScale: number,
    secondScale: number,
    epsilon: number,
  ): void;
}

/**
 * Compiles the head's kernels.
 *
 * @throws {RankError} `model-failed` if the browser lacks WebAssembly SIMD or the page's policy forbids compiling.
 */
export function createHeadModule(): Promise<HeadModule> {
  return instantiateModule<HeadModule>(headBytes);
}
