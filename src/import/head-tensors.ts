import { seededRandom } from "../base/random.ts";
import type { Tensor } from "../base/safetensors.ts";
import { symmetricEigen } from "../base/symmetric-eigen.ts";

/** Text features of the head; src/learning lays out as many. */
export const HEAD_SIZE = 64;
/** Directions beyond those that are kept: they make the last kept ones converge. */
const SPARE_DIRECTIONS = 16;
const ROUNDS = 30;
/** A direction with less than this share of the largest variance is noise. */
const MIN_VARIANCE_SHARE = 1e-9;

/**
 * The head's projection: mean, principal directions and spread of embeddings, so that a projected text,
 * ((embedding − center) · projection) / scale, is 64 uncorrelated numbers of variance 1 over the texts. Directions that the
 * texts do not span give 0.
 *
 * Directions come by subspace iteration and a Rayleigh-Ritz step, so that they are uncorrelated exactly, and principal as far
 * as {@link ROUNDS} rounds separate them. Each direction's largest component is positive, so that equal texts give equal files.
 *
 * @param embeddings [texts, hidden]
 * @see Golub & Van Loan, Matrix Computations, section 8.2; models/train/export.py, which makes the same for shelf-mini
 */
export function headTensors(embeddings: Float32Array, hidden: number): Map<string, Tensor> {
  const { center, covariance } = moments(embeddings, hidden);
  const width = Math.min(hidden, HEAD_SIZE + SPARE_DIRECTIONS);
  const random = seededRandom(64);
  let basis = Float64Array.from({ length: hidden * width }, () => random() - 0.5); // [width, hidden]
  orthonormalize(basis, hidden);
  for (let round = 0; round < ROUNDS; round++) {
    basis = applyTo(covariance, basis, hidden);
    orthonormalize(basis, hidden);
  }
  const image = applyTo(covariance, basis, hidden);
  const small = new Float64Array(width * width);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) small[i * width + j] = dot(basis, image, { i, j, length: hidden });
  }
  const { values, vectors } = symmetricEigen(small, width);

  const projection = new Float32Array(hidden * HEAD_SIZE);
  const scale = new Float32Array(HEAD_SIZE).fill(1);
  for (let k = 0; k < Math.min(width, HEAD_SIZE); k++) {
    if (!(values[k] > MIN_VARIANCE_SHARE * values[0])) break;
    const direction = new Float64Array(hidden);
    for (let j = 0; j < width; j++) {
      for (let i = 0; i < hidden; i++) direction[i] += vectors[k * width + j] * basis[j * hidden + i];
    }
    const largest = direction.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    for (let i = 0; i < hidden; i++) projection[i * HEAD_SIZE + k] = direction[i] * Math.sign(largest);
    scale[k] = Math.sqrt(values[k]);
  }
  return new Map<string, Tensor>([
    ["center", { dtype: "F32", shape: [hidden], data: Float32Array.from(center) }],
    ["projection", { dtype: "F32", shape: [hidden, HEAD_SIZE], data: projection }],
    ["scale", { dtype: "F32", shape: [HEAD_SIZE], data: scale }],
  ]);
}

/** Mean [hidden] and covariance [hidden, hidden] of the rows. */
function moments(rows: Float32Array, hidden: number): { center: Float64Array; covariance: Float64Array } {
  const count = rows.length / hidden;
  const center = new Float64Array(hidden);
  rows.forEach((value, i) => (center[i % hidden] += value / count));
  const covariance = new Float64Array(hidden * hidden);
  const moved = new Float64Array(hidden);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < hidden; i++) moved[i] = rows[row * hidden + i] - center[i];
    for (let i = 0; i < hidden; i++) {
      const value = moved[i] / count;
      for (let j = 0; j < hidden; j++) covariance[i * hidden + j] += value * moved[j];
    }
  }
  return { center, covariance };
}

/** A symmetric matrix times each row of `vectors`. */
function applyTo(matrix: Float64Array, vectors: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const result = new Float64Array(vectors.length);
  for (let v = 0; v < vectors.length; v += size) {
    for (let i = 0; i < size; i++) {
      const value = vectors[v + i];
      for (let j = 0; j < size; j++) result[v + j] += value * matrix[i * size + j];
    }
  }
  return result;
}

/** Makes the rows orthonormal, in place, by modified Gram-Schmidt; a row that depends on those before becomes 0. */
function orthonormalize(rows: Float64Array, size: number): void {
  const count = rows.length / size;
  for (let i = 0; i < count; i++) {
    const before = Math.sqrt(dot(rows, rows, { i, j: i, length: size }));
    // Twice: once leaves rounding errors where rows are almost parallel.
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const share = dot(rows, rows, { i, j, length: size });
        for (let k = 0; k < size; k++) rows[i * size + k] -= share * rows[j * size + k];
      }
    }
    const length = Math.sqrt(dot(rows, rows, { i, j: i, length: size }));
    const factor = length > 1e-10 * before ? 1 / length : 0;
    for (let k = 0; k < size; k++) rows[i * size + k] *= factor;
  }
}

function dot(
  a: Float64Array,
  b: Float64Array,
  { i, j, length }: { i: number; j: number; length: number },
): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += a[i * length + k] * b[j * length + k];
  return sum;
}
