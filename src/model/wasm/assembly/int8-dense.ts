import { finishIntegerRows } from "./finish-rows";
import { int8Tile4x8 } from "./int8-tile";
import { quantiseTo13Bits } from "./quantise";
import { ROWS_PER_BLOCK } from "./rows-per-block";

/**
 * A fully connected layer with 8-bit weights and 13-bit activations; sums are exact, so every engine gives the same:
 *
 *   output = activation((quantised input · weights) · scale of the row · scale of the column + bias) + residual
 *
 * @param input        [rows, inner], float32; quantised here, each row with a scale of its own
 * @param weights      int8 panels [columns / 8][inner / 2][8][2]
 * @param columnScales [columns]: weight = int8 · scale
 * @param bias         [columns]
 * @param residual     [rows, columns] or 0; may not be `output`
 * @param scratch      {@link int8ScratchBytes} of room
 * @param inner        even
 * @param columns      a multiple of 8
 * @param activation   of activations.ts
 */
export function int8Dense(
  input: usize,
  weights: usize,
  columnScales: usize,
  bias: usize,
  residual: usize,
  output: usize,
  scratch: usize,
  rows: i32,
  inner: i32,
  columns: i32,
  activation: i32,
): void {
  const panel = scratch; // int16 [inner / 2][8][2]
  const quantised = panel + ((<usize>inner) << 4); // int16 [ROWS_PER_BLOCK, inner]
  const rowStride = (<usize>inner) << 1;
  const rowScales = quantised + <usize>ROWS_PER_BLOCK * rowStride; // [ROWS_PER_BLOCK]
  const columnsStride = (<usize>columns) << 2;
  for (let block = 0; block < rows; block += ROWS_PER_BLOCK) {
    const blockRows = min(ROWS_PER_BLOCK, rows - block);
    quantiseTo13Bits(input + <usize>block * (rowStride << 1), quantised, rowScales, blockRows, inner);
    const target = output + <usize>block * columnsStride;
    for (let column = 0; column < columns; column += 8) {
      // Once for all rows of the block, not once for every four.
      widen(weights + <usize>column * <usize>inner, panel, inner);
      for (let row = 0; row < blockRows; row += 4) {
        int8Tile4x8(
          quantised + <usize>row * rowStride,
          rowStride,
          panel,
          target + <usize>row * columnsStride + ((<usize>column) << 2),
          columnsStride,
          min(blockRows - row, 4) - 1,
        );
      }
    }
    const added = residual ? residual + <usize>block * columnsStride : 0;
    finishIntegerRows(target, blockRows, columns, rowScales, columnScales, bias, activation, added);
  }
}

/** The bytes of `scratch`. */
export function int8ScratchBytes(inner: i32): i32 {
  return 16 * inner + ROWS_PER_BLOCK * (2 * inner + 4);
}

/** 8 · inner int8 values to int16. */
function widen(source: usize, target: usize, inner: i32): void {
  for (const end = source + ((<usize>inner) << 3); source < end; source += 16) {
    v128.store(target, v128.load8x8_s(source));
    v128.store(target, v128.load8x8_s(source, 8), 16);
    target += 32;
  }
}
