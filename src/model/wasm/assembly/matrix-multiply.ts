import { finishRows } from "./finish-rows";
import { tile4x8 } from "./matrix-tile";
import { ROWS_PER_BLOCK } from "./rows-per-block";

/**
 * A fully connected layer: output[rows, columns] = activation(input · weights + bias) + residual.
 *
 * @param input      [rows, inner]
 * @param weights    panels [columns / 8][inner][8]: the 8 columns of a panel are read strictly forwards
 * @param bias       [columns]
 * @param residual   [rows, columns] or 0; may not be `output`
 * @param columns    a multiple of 8
 * @param activation of activations.ts
 */
export function dense(
  input: usize,
  weights: usize,
  bias: usize,
  residual: usize,
  output: usize,
  rows: i32,
  inner: i32,
  columns: i32,
  activation: i32,
): void {
  const rowBytes = (<usize>inner) << 2;
  const columnsStride = (<usize>columns) << 2;
  for (let block = 0; block < rows; block += ROWS_PER_BLOCK) {
    const blockRows = min(ROWS_PER_BLOCK, rows - block);
    const source = input + <usize>block * rowBytes;
    const target = output + <usize>block * columnsStride;
    multiply(
      source,
      rowBytes,
      weights,
      32,
      rowBytes << 3,
      target,
      columnsStride,
      blockRows,
      inner,
      columns,
      bias,
    );
    const added = residual ? residual + <usize>block * columnsStride : 0;
    finishRows(target, blockRows, columns, activation, added);
  }
}

/** C[rows, columns] = A[rows, inner] · B, where both lie inside larger matrices. `columns` is a multiple of 8. */
export function multiplyStrided(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  c: usize,
  cStride: usize,
  rows: i32,
  inner: i32,
  columns: i32,
): void {
  multiply(a, aStride, b, bStride, 32, c, cStride, rows, inner, columns, 0);
}

/** Strides are in bytes; `panelStride` leads from one group of 8 columns of B to the next. `bias` may be 0. */
function multiply(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  panelStride: usize,
  c: usize,
  cStride: usize,
  rows: i32,
  inner: i32,
  columns: i32,
  bias: usize,
): void {
  for (let column = 0; column < columns; column += 8) {
    const panelBias = bias ? bias + ((<usize>column) << 2) : 0;
    for (let row = 0; row < rows; row += 4) {
      tile4x8(
        a + <usize>row * aStride,
        aStride,
        b,
        bStride,
        inner,
        c + <usize>row * cStride,
        cStride,
        min(rows - row, 4) - 1,
        panelBias,
      );
    }
    b += panelStride;
    c += 32;
  }
}
