/** A = Σ values[k] · vectors[k] vectors[k]′. */
export interface SymmetricEigen {
  /** [size], largest first. */
  readonly values: Float64Array<ArrayBuffer>;
  /** [size, size]: row k belongs to value k, has length 1 and is orthogonal to the others. Its sign is arbitrary. */
  readonly vectors: Float64Array<ArrayBuffer>;
}

/** A diagonal with the values beside it. */
interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** `beside[k]` links k and k + 1; the last is 0. */
  readonly beside: Float64Array;
}

const MAX_SWEEPS_PER_VALUE = 60;
/** Far below the rounding of a matrix whose largest value is 1, and far above where squares are lost. */
const NEGLIGIBLE = 2 ** -100;

/**
 * All eigenvalues and eigenvectors of a symmetric matrix: Householder reflections to a tridiagonal one, then implicit QR
 * steps with Wilkinson's shift. Accurate to rounding of the largest value. About 6 size³ multiply-adds: 0.1 s for d = 185.
 *
 * @param matrix [size, size], left as it is; only the lower triangle counts.
 * @throws {RangeError} if the length is wrong, or a value is a NaN or an infinity.
 * @see Golub & Van Loan, Matrix Computations, sections 8.3.1 and 8.3.5
 */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  if (matrix.length !== size * size) {
    throw new RangeError(
      `Cannot take eigenvalues as the matrix must have ${size} × ${size} values: got ${matrix.length}`,
    );
  }
  const unusable = matrix.findIndex((value) => !Number.isFinite(value));
  if (unusable >= 0) {
    throw new RangeError(
      `Cannot take eigenvalues as all values must be finite: value ${unusable} is ${matrix[unusable]}`,
    );
  }
  const vectors = new Float64Array(size * size);
  for (let at = 0; at < size; at++) vectors[at * size + at] = 1;
  // At a largest value of 1 no square overflows, and none of the matrix's own is lost below the smallest float64.
  const largest = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const tridiagonal = tridiagonalise(
    matrix.map((value) => value / largest),
    vectors,
    size,
  );
  diagonalise(tridiagonal, vectors, size);
  const { diagonal } = tridiagonal;
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[b] - diagonal[a]);
  const sorted = new Float64Array(size * size);
  for (const [to, from] of order.entries())
    sorted.set(vectors.subarray(from * size, (from + 1) * size), to * size);
  return { values: Float64Array.from(order, (at) => diagonal[at] * largest), vectors: sorted };
}

/** Reflects A to tridiagonal form T = Q′ A Q; `vectors`, the identity before, becomes Q′. */
function tridiagonalise(matrix: Float64Array, vectors: Float64Array, size: number): Tridiagonal {
  const a = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      a[row * size + column] = matrix[row * size + column];
      a[column * size + row] = matrix[row * size + column];
    }
  }
  const beside = new Float64Array(size);
  const mirrors: { at: number; normal: Float64Array }[] = [];
  for (let at = 0; at < size - 1; at++) {
    const tail = a.slice(at * size + at + 1, (at + 1) * size);
    const length = Math.hypot(...tail);
    const isDone = tail.subarray(1).every((value) => Math.abs(value) < NEGLIGIBLE);
    beside[at] = isDone ? tail[0] : tail[0] > 0 ? -length : length;
    if (isDone) continue;
    // The mirror takes the tail to (beside, 0, …, 0); the sign is the one without cancellation.
    const normal = tail;
    normal[0] -= beside[at];
    const normalLength = Math.hypot(...normal);
    for (let k = 0; k < normal.length; k++) normal[k] /= normalLength;
    reflectBothSides(a, normal, at + 1, size);
    mirrors.push({ at: at + 1, normal });
  }
  // From the last mirror to the first, as Q = M₁ (M₂ (… I)): only the lower right part is not the identity yet.
  for (const { at, normal } of mirrors.toReversed()) {
    for (let row = at; row < size; row++) {
      const start = row * size + at;
      let along = 0;
      for (let k = 0; k < normal.length; k++) along += normal[k] * vectors[start + k];
      for (let k = 0; k < normal.length; k++) vectors[start + k] -= 2 * along * normal[k];
    }
  }
  return { diagonal: Float64Array.from({ length: size }, (_, at) => a[at * size + at]), beside };
}

/** A ← M A M with M = I − 2 v v′ on the coordinates from `at`, in place: A − v w′ − w v′, w = 2 (A v − (v′ A v) v). */
function reflectBothSides(a: Float64Array, normal: Float64Array, at: number, size: number): void {
  const count = normal.length;
  const image = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const start = (row + at) * size + at;
    let sum = 0;
    for (let k = 0; k < count; k++) sum += a[start + k] * normal[k];
    image[row] = 2 * sum;
  }
  let along = 0;
  for (let k = 0; k < count; k++) along += image[k] * normal[k];
  for (let k = 0; k < count; k++) image[k] -= along * normal[k];
  for (let row = 0; row < count; row++) {
    const start = (row + at) * size + at;
    for (let k = 0; k < count; k++) a[start + k] -= normal[row] * image[k] + image[row] * normal[k];
  }
}

/** Rotates a tridiagonal matrix to a diagonal one, in place, and the rows of `vectors` with it. */
function diagonalise({ diagonal, beside }: Tridiagonal, vectors: Float64Array, size: number): void {
  let norm = 0;
  for (let at = 0; at < size; at++) norm = Math.max(norm, Math.abs(diagonal[at]) + Math.abs(beside[at]));
  const negligible = Number.EPSILON * norm;
  let end = size - 1;
  for (let left = MAX_SWEEPS_PER_VALUE * size; end > 0; left--) {
    if (left === 0) throw new RangeError("Cannot take eigenvalues: the rotations did not settle");
    if (Math.abs(beside[end - 1]) <= negligible) {
      beside[--end] = 0;
      continue;
    }
    let start = end - 1;
    while (start > 0 && Math.abs(beside[start - 1]) > negligible) start--;
    sweep({ diagonal, beside }, vectors, { start, end, size });
  }
}

/** One implicit QR step on the block from `start` to `end`: a rotation, and the bulge it makes chased out at the end. */
function sweep(
  { diagonal, beside }: Tridiagonal,
  vectors: Float64Array,
  { start, end, size }: { start: number; end: number; size: number },
): void {
  const half = (diagonal[end - 1] - diagonal[end]) / 2;
  const link = beside[end - 1];
  const shift = diagonal[end] - link ** 2 / (half + (half < 0 ? -1 : 1) * Math.hypot(half, link));
  let [along, across] = [diagonal[start] - shift, beside[start]];
  for (let at = start; at < end; at++) {
    const length = Math.hypot(along, across);
    const [c, s] = length === 0 ? [1, 0] : [along / length, across / length];
    if (at > start) beside[at - 1] = length;
    const [upper, between, lower] = [diagonal[at], beside[at], diagonal[at + 1]];
    diagonal[at] = c * c * upper + 2 * c * s * between + s * s * lower;
    diagonal[at + 1] = s * s * upper - 2 * c * s * between + c * c * lower;
    beside[at] = (c * c - s * s) * between + c * s * (lower - upper);
    if (at + 1 < end) {
      [along, across] = [beside[at], s * beside[at + 1]];
      beside[at + 1] *= c;
    }
    for (let k = at * size; k < (at + 1) * size; k++) {
      const [x, y] = [vectors[k], vectors[k + size]];
      vectors[k] = c * x + s * y;
      vectors[k + size] = c * y - s * x;
    }
  }
}
