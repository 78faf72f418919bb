/**
 * The entry of the module: the kernels of a BERT forward pass over ragged batches. Two builds come from this source, one of
 * plain SIMD and one that also takes relaxed SIMD: fused multiply-add, and the `fastInt8` kernel.
 *
 * Every pointer is a byte address in the module's own memory, 16-byte aligned where vectors are read. Matrices are
 * row-major float32. A batch of sequences is one [rows, hidden] matrix, where rows is the number of real tokens, and
 * `offsets` int32 [sequences + 1]: sequence s owns the rows offsets[s] .. offsets[s + 1]. Nothing is padded or masked.
 */
export { attention } from "./attention";
export { dense } from "./matrix-multiply";
export { embed } from "./embed";
export { fastInt8Dense, fastInt8ScratchBytes } from "./fast-int8-dense";
export { int8Dense, int8ScratchBytes } from "./int8-dense";
export { layerNorm } from "./layer-norm";
export { meanPool } from "./mean-pool";
export { dequantise, pack } from "./pack";

/** The first byte that the module does not use itself; the host allocates from here. */
export function heapBase(): usize {
  return __heap_base;
}
