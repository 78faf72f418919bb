import { fours, packColumns, packFourColumns, packRows } from "./head-panels";
import { addLowerTransposed, at, factorLifted, semidefiniteRoot, solveLower } from "./head-solve";
import { copyTile, tile, TILE } from "./head-tile";

/** As in src/learning/less-gram.ts. */
const MIN_VARIANCE: f64 = 1e-12;

/** Bytes of scratch that {@link posterior} needs. */
export function posteriorBytes(count: i32, size: i32): i32 {
  const rows = fours(count);
  const columns = fours(size);
  return (rows * columns * 4 + columns * 4 + rows * rows * 5 + rows * 2 + columns) << 3;
}

/**
 * The posterior step of src/learning/posterior.ts, in place, in the same order of sums.
 *
 * @param mean        float64 [size]
 * @param covariance  float64 [size, size], symmetric
 * @param rows        float64 [count, size]
 * @param gradient    float64 [count]
 * @param information float64 [count, count]
 * @returns Whether all numbers of mean and covariance are finite.
 */
export function posterior(
  mean: usize,
  covariance: usize,
  rows: usize,
  gradient: usize,
  information: usize,
  scratch: usize,
  count: i32,
  size: i32,
): bool {
  const n = fours(count);
  const k = fours(size);
  const wide = (<usize>k) << 3; // bytes of a row of k, and of n
  const narrow = (<usize>n) << 3;
  const rowPanels = scratch; // [n / 4][size][4], of X; then of V
  const projectedPanels = rowPanels + <usize>n * wide;
  const projected = projectedPanels + <usize>n * wide; // X S, [n, k]
  const whitened = projected + <usize>n * wide; // V, [n, k]
  const panel = whitened + <usize>n * wide; // four columns of S
  const spread = panel + 4 * wide; // W, [n, n]
  const root = spread + <usize>n * narrow; // L
  const half = root + <usize>n * narrow; // L′ W; then L′ W L
  const turned = half + <usize>n * narrow; // W L
  const inner = turned + <usize>n * narrow; // I + L′ W L; then C′
  const moved = inner + <usize>n * narrow; // W e, L′ W e, C⁻ᵀ C⁻¹ L′ W e
  const step = moved + narrow;
  const nextMean = step + narrow; // [k]

  const stride = (<usize>size) << 3;
  packRows(rows, stride, rowPanels, count, size);
  projectRows(covariance, size, rowPanels, projected, panel, n);
  packRows(projected, wide, projectedPanels, n, size);
  spreadOf(projectedPanels, rowPanels, size, spread, narrow, n);

  memory.fill(root, 0, <usize>n * narrow * 2);
  semidefiniteRoot(information, root, narrow, count);
  addLowerTransposed(root, narrow, spread, half, narrow, count);
  transpose(half, turned, narrow, n);
  memory.fill(half, 0, <usize>n * narrow);
  addLowerTransposed(root, narrow, turned, half, narrow, count);
  transpose(half, inner, narrow, n);
  for (let item = 0; item < n; item++) {
    const place = at(inner, narrow, item, item);
    store<f64>(place, load<f64>(place) + 1);
  }
  // In place: a row of C′ needs of the matrix its own row only.
  factorLifted(inner, inner, narrow, count);

  coefficientsOf(spread, root, inner, narrow, gradient, moved, step, count);
  moveMean(mean, nextMean, projected, wide, step, count, size);

  memory.fill(whitened, 0, <usize>n * wide);
  addLowerTransposed(root, narrow, projected, whitened, wide, count);
  solveLower(inner, narrow, whitened, wide, count);
  packColumns(whitened, wide, rowPanels, count, size);
  subtractGram(covariance, size, rowPanels, count);
  return areFinite(mean, size) && areFinite(covariance, size * size);
}

/** projected[n, k] = X S. */
function projectRows(
  covariance: usize,
  size: i32,
  rowPanels: usize,
  projected: usize,
  panel: usize,
  n: i32,
): void {
  const stride = (<usize>size) << 3;
  const wide = (<usize>fours(size)) << 3;
  for (let column = 0; column < size; column += 4) {
    const place = (<usize>column) << 3;
    packFourColumns(covariance + place, stride, panel, size, min(4, size - column));
    for (let row = 0; row < n; row += 4) {
      tile(rowPanels + <usize>row * stride, panel, size, TILE);
      copyTile(projected + <usize>row * wide + place, wide);
    }
  }
}

/** spread[n, n] = (X S) X′, the lower triangle, and mirrored. */
function spreadOf(
  projectedPanels: usize,
  rowPanels: usize,
  size: i32,
  spread: usize,
  narrow: usize,
  n: i32,
): void {
  const stride = (<usize>size) << 3;
  for (let row = 0; row < n; row += 4) {
    for (let column = 0; column <= row; column += 4) {
      tile(projectedPanels + <usize>row * stride, rowPanels + <usize>column * stride, size, TILE);
      copyTile(at(spread, narrow, row, column), narrow);
    }
  }
  for (let row = 0; row < n; row++)
    for (let column = 0; column < row; column++)
      store<f64>(at(spread, narrow, column, row), load<f64>(at(spread, narrow, row, column)));
}

function transpose(source: usize, target: usize, stride: usize, count: i32): void {
  for (let row = 0; row < count; row++)
    for (let column = 0; column < count; column++)
      store<f64>(at(target, stride, column, row), load<f64>(at(source, stride, row, column)));
}

/** step = e − L C⁻ᵀ C⁻¹ L′ W e. */
function coefficientsOf(
  spread: usize,
  root: usize,
  factor: usize,
  stride: usize,
  gradient: usize,
  moved: usize,
  step: usize,
  count: i32,
): void {
  for (let row = 0; row < count; row++) {
    let sum: f64 = 0;
    for (let column = 0; column < count; column++)
      sum += load<f64>(at(spread, stride, row, column)) * load<f64>(at(gradient, 0, 0, column));
    store<f64>(at(step, 0, 0, row), sum);
  }
  for (let row = 0; row < count; row++) {
    let sum: f64 = 0;
    for (let k = row; k < count; k++) {
      const value = load<f64>(at(root, stride, k, row));
      if (value != 0) sum += value * load<f64>(at(step, 0, 0, k));
    }
    store<f64>(at(moved, 0, 0, row), sum);
  }
  for (let row = 0; row < count; row++) {
    let sum = load<f64>(at(moved, 0, 0, row));
    for (let k = 0; k < row; k++)
      sum -= load<f64>(at(factor, stride, k, row)) * load<f64>(at(moved, 0, 0, k));
    store<f64>(at(moved, 0, 0, row), sum * (1 / load<f64>(at(factor, stride, row, row))));
  }
  for (let row = count - 1; row >= 0; row--) {
    let sum = load<f64>(at(moved, 0, 0, row));
    for (let k = row + 1; k < count; k++)
      sum -= load<f64>(at(factor, stride, row, k)) * load<f64>(at(moved, 0, 0, k));
    store<f64>(at(moved, 0, 0, row), sum * (1 / load<f64>(at(factor, stride, row, row))));
  }
  for (let row = 0; row < count; row++) {
    let sum: f64 = 0;
    for (let k = 0; k <= row; k++) sum += load<f64>(at(root, stride, row, k)) * load<f64>(at(moved, 0, 0, k));
    store<f64>(at(step, 0, 0, row), load<f64>(at(gradient, 0, 0, row)) - sum);
  }
}

/** mean += (X S)′ step; `next` has room for whole vectors. */
function moveMean(
  mean: usize,
  next: usize,
  projected: usize,
  wide: usize,
  step: usize,
  count: i32,
  size: i32,
): void {
  const bytes = (<usize>size) << 3;
  memory.fill(next, 0, wide);
  memory.copy(next, mean, bytes);
  for (let item = 0; item < count; item++) {
    const factor = v128.load64_splat(at(step, 0, 0, item));
    const from = projected + <usize>item * wide;
    for (let i: usize = 0; i < wide; i += 16)
      v128.store(next + i, f64x2.add(v128.load(next + i), f64x2.mul(factor, v128.load(from + i))));
  }
  memory.copy(mean, next, bytes);
}

/** covariance −= V′ V, both triangles alike, with a diagonal above 0, of panels of the columns of V. */
function subtractGram(covariance: usize, size: i32, panels: usize, count: i32): void {
  const stride = (<usize>size) << 3;
  const panelBytes = (<usize>count) << 5;
  for (let row = 0; row < size; row += 4) {
    const left = panels + <usize>(row >> 2) * panelBytes;
    for (let column = 0; column < row; column += 4) {
      tile(left, panels + <usize>(column >> 2) * panelBytes, count, TILE);
      if (row + 4 <= size)
        subtractTile(at(covariance, stride, row, column), at(covariance, stride, column, row), stride);
      else subtractValues(covariance, size, row, column);
    }
    tile(left, left, count, TILE);
    subtractValues(covariance, size, row, row);
  }
}

/** Four rows of the lower triangle, and the four columns across the diagonal. */
function subtractTile(lower: usize, upper: usize, stride: usize): void {
  for (let row: usize = 0; row < 4; row += 2) {
    const from = TILE + (row << 5);
    const a = lower + row * stride;
    const b = a + stride;
    const a0 = f64x2.sub(v128.load(a), v128.load(from));
    const a1 = f64x2.sub(v128.load(a, 16), v128.load(from, 16));
    const b0 = f64x2.sub(v128.load(b), v128.load(from, 32));
    const b1 = f64x2.sub(v128.load(b, 16), v128.load(from, 48));
    v128.store(a, a0);
    v128.store(a, a1, 16);
    v128.store(b, b0);
    v128.store(b, b1, 16);
    const across = upper + (row << 3);
    v128.store(across, v128.shuffle<i64>(a0, b0, 0, 2));
    v128.store(across + stride, v128.shuffle<i64>(a0, b0, 1, 3));
    v128.store(across + stride * 2, v128.shuffle<i64>(a1, b1, 0, 2));
    v128.store(across + stride * 3, v128.shuffle<i64>(a1, b1, 1, 3));
  }
}

/** The same one by one, for tiles on the diagonal and past the last row. */
function subtractValues(covariance: usize, size: i32, row: i32, column: i32): void {
  const stride = (<usize>size) << 3;
  for (let i = row; i < min(row + 4, size); i++) {
    for (let j = column; j <= min(column + 3, i); j++) {
      const place = at(covariance, stride, i, j);
      const before = load<f64>(place);
      let value = before - load<f64>(TILE + ((<usize>((i - row) * 4 + j - column)) << 3));
      if (i == j && value < MIN_VARIANCE) value = min(before, MIN_VARIANCE);
      store<f64>(place, value);
      store<f64>(at(covariance, stride, j, i), value);
    }
  }
}

/** A number times 0 is 0 unless it is infinite or none. */
function areFinite(numbers: usize, count: i32): bool {
  const zero = f64x2.splat(0);
  let sum = zero;
  let i = 0;
  for (; i + 2 <= count; i += 2) sum = f64x2.add(sum, f64x2.mul(v128.load(at(numbers, 0, 0, i)), zero));
  let last: f64 = 0;
  if (i < count) last = load<f64>(at(numbers, 0, 0, i)) * 0;
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1) + last == 0;
}
