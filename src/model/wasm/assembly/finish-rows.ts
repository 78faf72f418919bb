import { ACTIVATION_NONE, activate } from "./activations";

/**
 * What follows the sums of a dense layer: activation and residual, in place, row by row while a row is in the first cache.
 *
 * @param values   [rows, columns], the sums with their bias
 * @param residual [rows, columns], or 0
 * @param columns  a multiple of 8
 */
export function finishRows(values: usize, rows: i32, columns: i32, activation: i32, residual: usize): void {
  const rowBytes = (<usize>columns) << 2;
  for (let row = 0; row < rows; row++) {
    if (activation != ACTIVATION_NONE) activate(values, rowBytes, activation);
    if (residual) {
      addRow(values, residual, rowBytes);
      residual += rowBytes;
    }
    values += rowBytes;
  }
}

/**
 * {@link finishRows} of whole-number sums, after sum · (scale of its row · scale of its column) + bias. The order and the
 * separate roundings are part of the contract: every engine and both builds give the same bits.
 *
 * @param values       int32 [rows, columns]; float32 afterwards
 * @param rowScales    [rows]
 * @param columnScales [columns]
 * @param bias         [columns]
 */
export function finishIntegerRows(
  values: usize,
  rows: i32,
  columns: i32,
  rowScales: usize,
  columnScales: usize,
  bias: usize,
  activation: i32,
  residual: usize,
): void {
  const rowBytes = (<usize>columns) << 2;
  for (let row = 0; row < rows; row++) {
    scaleRow(values, rowBytes, v128.load32_splat(rowScales), columnScales, bias);
    rowScales += 4;
    finishRows(values, 1, columns, activation, residual);
    values += rowBytes;
    if (residual) residual += rowBytes;
  }
}

function scaleRow(values: usize, rowBytes: usize, rowScale: v128, columnScales: usize, bias: usize): void {
  for (let i: usize = 0; i < rowBytes; i += 16) {
    const scale = f32x4.mul(rowScale, v128.load(columnScales + i));
    const product = f32x4.mul(f32x4.convert_i32x4_s(v128.load(values + i)), scale);
    v128.store(values + i, f32x4.add(product, v128.load(bias + i)));
  }
}

function addRow(values: usize, residual: usize, rowBytes: usize): void {
  for (let i: usize = 0; i < rowBytes; i += 16) {
    v128.store(values + i, f32x4.add(v128.load(values + i), v128.load(residual + i)));
  }
}
