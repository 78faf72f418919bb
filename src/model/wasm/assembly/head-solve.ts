/** As in src/base/semidefinite-root.ts: pivots below this share of the largest carry nothing. */
const RANK_TOLERANCE: f64 = 1e-13;

/**
 * root = a lower L with A = L L′ of a symmetric matrix without negative eigenvalues; columns without a pivot are 0.
 *
 * @param matrix float64 [n, n]
 * @param root   float64, `stride` bytes a row, all zeros
 */
export function semidefiniteRoot(matrix: usize, root: usize, stride: usize, count: i32): void {
  const from = (<usize>count) << 3;
  let largest: f64 = 0;
  let isDiagonal = true;
  for (let row = 0; row < count; row++) {
    largest = max(largest, load<f64>(at(matrix, from, row, row)));
    for (let column = 0; column < row; column++)
      if (load<f64>(at(matrix, from, row, column)) != 0) isDiagonal = false;
  }
  const least = largest * RANK_TOLERANCE;
  for (let column = 0; column < count; column++) {
    let pivot = load<f64>(at(matrix, from, column, column));
    if (!isDiagonal) {
      for (let k = 0; k < column; k++) {
        const value = load<f64>(at(root, stride, column, k));
        pivot -= value * value;
      }
    }
    if (!(pivot > least)) continue;
    const diagonal = sqrt(pivot);
    store<f64>(at(root, stride, column, column), diagonal);
    if (isDiagonal) continue;
    for (let row = column + 1; row < count; row++) {
      let sum = load<f64>(at(matrix, from, row, column));
      for (let k = 0; k < column; k++)
        sum -= load<f64>(at(root, stride, row, k)) * load<f64>(at(root, stride, column, k));
      store<f64>(at(root, stride, row, column), sum / diagonal);
    }
  }
}

/**
 * factor = C′, upper, with A = C C′; pivots below 1 are lifted to it. Rows of C′ are columns of C, so that the sums of a
 * column run side by side.
 *
 * @param matrix, factor float64, `stride` bytes a row, a multiple of 32; what is below the diagonal of `factor` is left alone
 */
export function factorLifted(matrix: usize, factor: usize, stride: usize, count: i32): void {
  for (let column = 0; column < count; column++) {
    const target = factor + <usize>column * stride;
    const row = matrix + <usize>column * stride;
    // From an even place on, so that vectors of two fit: what comes before the diagonal is not read.
    for (let first: usize = (<usize>(column & ~1)) << 3; first < stride; first += 16) {
      let sum = v128.load(row + first);
      for (let k = factor; k < target; k += stride)
        sum = f64x2.sub(sum, f64x2.mul(v128.load(k + first), v128.load64_splat(k + ((<usize>column) << 3))));
      v128.store(target + first, sum);
    }
    const pivotAt = target + ((<usize>column) << 3);
    const pivot = sqrt(max(load<f64>(pivotAt), 1));
    store<f64>(pivotAt, pivot);
    for (let other = column + 1; other < count; other++) {
      const place = target + ((<usize>other) << 3);
      store<f64>(place, load<f64>(place) / pivot);
    }
  }
}

/**
 * R ← C⁻¹ R in place.
 *
 * @param factor C′ of {@link factorLifted}
 * @param rows   float64, `stride` bytes a row, a multiple of 32
 */
export function solveLower(factor: usize, factorStride: usize, rows: usize, stride: usize, count: i32): void {
  for (let row = 0; row < count; row++) {
    const column = (<usize>row) << 3; // of C′
    const scale = f64x2.splat(1 / load<f64>(at(factor, factorStride, row, row)));
    const target = rows + <usize>row * stride;
    let first: usize = 0;
    for (; first + 64 <= stride; first += 64) {
      let a = v128.load(target + first);
      let b = v128.load(target + first, 16);
      let c = v128.load(target + first, 32);
      let d = v128.load(target + first, 48);
      let from = rows + first;
      for (let k = factor + column; from < target; from += stride, k += factorStride) {
        const value = v128.load64_splat(k);
        a = f64x2.sub(a, f64x2.mul(value, v128.load(from)));
        b = f64x2.sub(b, f64x2.mul(value, v128.load(from, 16)));
        c = f64x2.sub(c, f64x2.mul(value, v128.load(from, 32)));
        d = f64x2.sub(d, f64x2.mul(value, v128.load(from, 48)));
      }
      v128.store(target + first, f64x2.mul(a, scale));
      v128.store(target + first, f64x2.mul(b, scale), 16);
      v128.store(target + first, f64x2.mul(c, scale), 32);
      v128.store(target + first, f64x2.mul(d, scale), 48);
    }
    for (; first < stride; first += 16) {
      let sum = v128.load(target + first);
      let from = rows + first;
      for (let k = factor + column; from < target; from += stride, k += factorStride)
        sum = f64x2.sub(sum, f64x2.mul(v128.load64_splat(k), v128.load(from)));
      v128.store(target + first, f64x2.mul(sum, scale));
    }
  }
}

/** product += L′ A for a lower L; a diagonal one costs a pass only. Strides are multiples of 32 bytes. */
export function addLowerTransposed(
  lower: usize,
  lowerStride: usize,
  rows: usize,
  product: usize,
  stride: usize,
  count: i32,
): void {
  for (let k = 0; k < count; k++) {
    const from = rows + <usize>k * stride;
    for (let row = 0; row <= k; row++) {
      const value = load<f64>(at(lower, lowerStride, k, row));
      if (value == 0) continue;
      const factor = f64x2.splat(value);
      const to = product + <usize>row * stride;
      for (let i: usize = 0; i < stride; i += 16)
        v128.store(to + i, f64x2.add(v128.load(to + i), f64x2.mul(factor, v128.load(from + i))));
    }
  }
}

export function at(matrix: usize, stride: usize, row: i32, column: i32): usize {
  return matrix + <usize>row * stride + ((<usize>column) << 3);
}
