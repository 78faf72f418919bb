/**
 * out[4, 4] = A′ B of two panels [depth][4], all float64: every value is one sum from the first row to the last.
 *
 * Eight accumulators, two vectors of B and one broadcast are what the registers of x86 hold. Multiply and add stay two
 * instructions, so that the result is the same to the bit wherever it runs, in JavaScript too.
 */
export function tile(a: usize, b: usize, depth: i32, out: usize): void {
  let c00 = f64x2.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (const end = a + ((<usize>depth) << 5); a < end; a += 32) {
    const w0 = v128.load(b);
    const w1 = v128.load(b, 16);
    b += 32;
    const x0 = v128.load64_splat(a);
    c00 = f64x2.add(c00, f64x2.mul(x0, w0));
    c01 = f64x2.add(c01, f64x2.mul(x0, w1));
    const x1 = v128.load64_splat(a, 8);
    c10 = f64x2.add(c10, f64x2.mul(x1, w0));
    c11 = f64x2.add(c11, f64x2.mul(x1, w1));
    const x2 = v128.load64_splat(a, 16);
    c20 = f64x2.add(c20, f64x2.mul(x2, w0));
    c21 = f64x2.add(c21, f64x2.mul(x2, w1));
    const x3 = v128.load64_splat(a, 24);
    c30 = f64x2.add(c30, f64x2.mul(x3, w0));
    c31 = f64x2.add(c31, f64x2.mul(x3, w1));
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  v128.store(out, c10, 32);
  v128.store(out, c11, 48);
  v128.store(out, c20, 64);
  v128.store(out, c21, 80);
  v128.store(out, c30, 96);
  v128.store(out, c31, 112);
}

/** Where {@link tile} leaves its values when they are not stored as they are. */
export const TILE: usize = memory.data(128, 16);

/** C[rows, columns] = A B′ for panels of rows of A, [rows / 4][depth][4], and of B; stored row by row in steps of `stride` bytes. */
export function multiplyPanels(
  a: usize,
  b: usize,
  depth: i32,
  c: usize,
  stride: usize,
  rows: i32,
  columns: i32,
): void {
  const panelBytes = (<usize>depth) << 5;
  for (let column = 0; column < columns; column += 4) {
    let panel = a;
    for (let row = 0; row < rows; row += 4) {
      tile(panel, b, depth, TILE);
      copyTile(c + <usize>row * stride + ((<usize>column) << 3), stride);
      panel += panelBytes;
    }
    b += panelBytes;
  }
}

/** Stores the four rows of {@link TILE}. */
export function copyTile(target: usize, stride: usize): void {
  for (let row: usize = 0; row < 128; row += 32) {
    v128.store(target, v128.load(TILE + row));
    v128.store(target, v128.load(TILE + row, 16), 16);
    target += stride;
  }
}
