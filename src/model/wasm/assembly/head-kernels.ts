/**
 * The entry of the second module: the arithmetic of heads, see src/base/head-maths.ts. One build, of plain SIMD: a fused
 * multiply-add would round once where JavaScript rounds twice, and the two must agree to the bit.
 *
 * Every pointer is a byte address in the module's own memory. No function remembers anything.
 */
export { backward, forward, maskRows, move, packWeights, rowStride } from "./head-adamw";
export { posterior, posteriorBytes } from "./head-posterior";
export { divideColumns, scores, timesMatrix, timesMatrixBytes } from "./head-rows";

/** The first byte that the module does not use itself; the host lays its arrays out from here. */
export function heapBase(): usize {
  return __heap_base;
}
