import { ACTIVATION_NONE, tile1x8, tile4x8 } from "./matrix-tile";

/** Rows per block: at inner 1024 a block of A (384 KiB) stays in the second-level cache while all of B streams by. */
const ROWS_PER_BLOCK: i32 = 96;

/**
 * A fully connected layer: output[rows, columns] = activation(input · weights + bias) + residual.
 *
 * @param input      [rows, inner]
 * @param weights    panels [columns / 8][inner][8]: the 8 columns of a panel are read strictly forwards
 * @param bias       [columns]
 * @param residual   [rows, columns] or 0; may not be `output`
 * @param columns    a multiple of 8
 * @param activation 0 none, 1 GELU, 2 GELU by tanh, 3 ReLU
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
  multiply(
    input,
    rowBytes,
    weights,
    32,
    rowBytes << 3,
    output,
    (<usize>columns) << 2,
    rows,
    inner,
    columns,
    bias,
    residual,
    activation,
  );
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
  multiply(a, aStride, b, bStride, 32, c, cStride, rows, inner, columns, 0, 0, ACTIVATION_NONE);
}

/** Strides are in bytes; `panelStride` leads from one group of 8 columns of B to the next. */
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
  residual: usize,
  activation: i32,
): void {
  for (let block = 0; block < rows; block += ROWS_PER_BLOCK) {
    const blockEnd = min(block + ROWS_PER_BLOCK, rows);
    for (let column = 0; column < columns; column += 8) {
      const panel = b + <usize>(column >> 3) * panelStride;
      const columnBytes = (<usize>column) << 2;
      const panelBias = bias ? bias + columnBytes : 0;
      let row = block;
      for (; row + 4 <= blockEnd; row += 4) {
        const place = <usize>row * cStride + columnBytes;
        tile4x8(
          a + <usize>row * aStride,
          aStride,
          panel,
          bStride,
          inner,
          c + place,
          cStride,
          panelBias,
          residual ? residual + place : 0,
          activation,
        );
      }
      for (; row < blockEnd; row++) {
        const place = <usize>row * cStride + columnBytes;
        tile1x8(
          a + <usize>row * aStride,
          panel,
          bStride,
          inner,
          c + place,
          panelBias,
          residual ? residual + place : 0,
          activation,
        );
      }
    }
  }
}
