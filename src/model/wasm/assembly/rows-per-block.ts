/**
 * The dense kernels finish so many rows before they take the next: at inner 1024 such a block of input (384 KiB of float32)
 * stays in the second-level cache while all weights stream by. 24 to 192 are equally fast.
 */
export const ROWS_PER_BLOCK: i32 = 96;
