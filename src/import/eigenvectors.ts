const MAX_SWEEPS = 60;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations; largest value first.
 *
 * @param matrix [size, size], left as it is.
 * @returns `vectors`, row k for value k, of length 1.
 * @see Golub & Van Loan, Matrix Computations, section 8.5
 */
export function eigenvectors(
  matrix: Float64Array,
  size: number,
): { values: Float64Array; vectors: Float64Array } {
  const a = Float64Array.from(matrix);
  const v = Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
  const total = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        off += a[p * size + q] ** 2;
        rotate(a, v, { p, q, size });
      }
    }
    if (!(off > 1e-28 * total)) break;
  }
  const order = Array.from({ length: size }, (_, i) => i);
  order.sort((i, j) => a[j * size + j] - a[i * size + i]);
  return {
    values: Float64Array.from(order, (i) => a[i * size + i]),
    vectors: Float64Array.from(
      { length: size * size },
      (_, i) => v[order[Math.floor(i / size)] * size + (i % size)],
    ),
  };
}

/** One rotation, which makes a[p, q] zero; rows of `v` collect the rotations. */
function rotate(
  a: Float64Array,
  v: Float64Array,
  { p, q, size }: { p: number; q: number; size: number },
): void {
  const between = a[p * size + q];
  if (between === 0) return;
  const theta = (a[q * size + q] - a[p * size + p]) / (2 * between);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < size; k++) {
    const [x, y] = [a[k * size + p], a[k * size + q]];
    a[k * size + p] = c * x - s * y;
    a[k * size + q] = s * x + c * y;
  }
  for (let k = 0; k < size; k++) {
    const [x, y] = [a[p * size + k], a[q * size + k]];
    a[p * size + k] = c * x - s * y;
    a[q * size + k] = s * x + c * y;
    const [u, w] = [v[p * size + k], v[q * size + k]];
    v[p * size + k] = c * u - s * w;
    v[q * size + k] = s * u + c * w;
  }
}
