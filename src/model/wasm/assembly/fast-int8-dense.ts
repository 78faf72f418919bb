import { fastInt8Tile4x8 } from "./fast-int8-tile";
import { finishIntegerRows } from "./finish-rows";
import { quantiseTo7Bits } from "./quantise-fast";
import { ROWS_PER_BLOCK } from "./rows-per-block";

/**
 * {@link int8Dense} with 7-bit weights and 7-bit activations. Of the relaxed build only: does nothing in the plain one.
 *
 * @param weights     int8, −63 to 63, panels [columns / 8][inner / 4][8][4]
 * @param corrections int32 [columns]: 64 · the sum of the column's weights
 * @param scratch     {@link fastInt8ScratchBytes} of room
 * @param inner       a multiple of 8
 */
export function fastInt8Dense(
  input: usize,
  weights: usize,
  columnScales: usize,
  corrections: usize,
  bias: usize,
  residual: usize,
  output: usize,
  scratch: usize,
  rows: i32,
  inner: i32,
  columns: i32,
  activation: i32,
): void {
  if (!ASC_FEATURE_RELAXED_SIMD) return;
  const quantised = scratch; // uint8 [ROWS_PER_BLOCK / 4][inner / 8][4][8]
  const rowScales = quantised + <usize>(ROWS_PER_BLOCK * inner); // [ROWS_PER_BLOCK]
  const columnsStride = (<usize>columns) << 2;
  for (let block = 0; block < rows; block += ROWS_PER_BLOCK) {
    const blockRows = min(ROWS_PER_BLOCK, rows - block);
    quantiseTo7Bits(input + ((<usize>(block * inner)) << 2), quantised, rowScales, blockRows, inner);
    const target = output + <usize>block * columnsStride;
    for (let column = 0; column < columns; column += 8) {
      for (let row = 0; row < blockRows; row += 4) {
        fastInt8Tile4x8(
          quantised + <usize>(row * inner),
          weights + <usize>column * <usize>inner,
          inner,
          target + <usize>row * columnsStride + ((<usize>column) << 2),
          columnsStride,
          min(blockRows - row, 4) - 1,
          corrections + ((<usize>column) << 2),
        );
      }
    }
    const added = residual ? residual + <usize>block * columnsStride : 0;
    finishIntegerRows(target, blockRows, columns, rowScales, columnScales, bias, activation, added);
  }
}

/** The bytes of `scratch`. */
export function fastInt8ScratchBytes(inner: i32): i32 {
  return ROWS_PER_BLOCK * (inner + 4);
}
