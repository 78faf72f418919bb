import { clipByNorm } from "./clip.ts";
import type { LocalMoments } from "./local-moments.ts";
import type { MomentSums } from "./next-prior.ts";
import { packSymmetric, unpackSymmetric } from "./packed-symmetric.ts";

/** How much one visitor may say, and how much noise hides what was said. */
export interface PrivacyTerms {
  /** L2 bound of m − μ, in weight units. Fixed beforehand: a bound taken from the visitors would tell of them. */
  readonly meanClip: number;
  /** Frobenius bound of the increment, in the square of weight units; fixed beforehand too. */
  readonly covarianceClip: number;
  /** σ, at least 0: the noise's standard deviation as a multiple of the clip. */
  readonly sigma: number;
  /** V, [r, d]: r orthonormal rows. Only the increment's part among them is sent, r (r + 1) / 2 values. All without it. */
  readonly directions?: Float64Array;
  /** Standard normal numbers: seeded in experiments, cryptographic wherever real visitors are to be hidden. */
  readonly normal: () => number;
}

const ORTHONORMAL_TOLERANCE = 1e-6;

/**
 * A round's sums with the privacy of the Gaussian mechanism, one visitor added or removed: each visitor's two moments are
 * clipped, and noise is added once to either sum.
 *
 *   Σ clip(m − μ, C₁) + σ C₁ N(0, I)          Σ clip(packed(V A V′), C₂) + σ C₂ N(0, I)
 *
 * These are **two** releases of σ; {@link gaussianEpsilon} says what they cost. The number of visitors counts as public.
 * Noise in floating point leaks through its lowest bits (Mironov 2012, https://doi.org/10.1145/2382196.2382264); whoever
 * publishes single rounds should round the sums to a grid first.
 *
 * @returns Sums for {@link nextPrior}; the increment lies in the span of the directions.
 * @throws {RangeError} if a setting or a length is wrong, or a moment holds a NaN or an infinity.
 * @see Dwork, Roth 2014, https://doi.org/10.1561/0400000042, section 3.5 and appendix A
 */
export function privateRound(
  moments: Iterable<Pick<LocalMoments, "shift" | "increment">>,
  dimensions: number,
  { meanClip, covarianceClip, sigma, directions, normal }: PrivacyTerms,
): MomentSums {
  if (!(sigma >= 0 && sigma < Infinity))
    throw new RangeError(`Cannot add noise as sigma must be a number from 0: got ${sigma}`);
  const rank = directions === undefined ? dimensions : checkedRank(directions, dimensions);
  const shift = new Float64Array(dimensions);
  const packed = new Float64Array((rank * (rank + 1)) / 2);
  let count = 0;
  for (const moment of moments) {
    const within =
      directions === undefined ? moment.increment : project(moment.increment, directions, dimensions);
    addClipped(shift, Float32Array.from(moment.shift), meanClip);
    addClipped(packed, packSymmetric(within, rank), covarianceClip);
    count++;
  }
  for (let at = 0; at < shift.length; at++) shift[at] += sigma * meanClip * normal();
  for (let at = 0; at < packed.length; at++) packed[at] += sigma * covarianceClip * normal();
  const summed = unpackSymmetric(packed, rank);
  return {
    count,
    shift,
    increment: directions === undefined ? summed : lift(summed, directions, dimensions),
  };
}

function addClipped(sum: Float64Array, vector: Float32Array, clip: number): void {
  const { vector: clipped } = clipByNorm(vector, clip);
  if (clipped.length !== sum.length)
    throw new RangeError(`Cannot add a moment as it must have ${sum.length} values: got ${clipped.length}`);
  for (let at = 0; at < sum.length; at++) sum[at] += clipped[at];
}

/** V A V′, [r, r], of a symmetric A. */
function project(matrix: Float64Array, directions: Float64Array, dimensions: number): Float64Array {
  return conjugate(directions, matrix, { rows: directions.length / dimensions, columns: dimensions });
}

/** V′ B V, [d, d], of a symmetric B. */
function lift(matrix: Float64Array, directions: Float64Array, dimensions: number): Float64Array {
  const rank = directions.length / dimensions;
  const transposed = Float64Array.from(
    directions,
    (_, at) => directions[(at % rank) * dimensions + Math.floor(at / rank)],
  );
  return conjugate(transposed, matrix, { rows: dimensions, columns: rank });
}

/** L S L′, [rows, rows], of L [rows, columns] and a symmetric S; symmetric to the bit. */
function conjugate(
  left: Float64Array,
  matrix: Float64Array,
  { rows, columns }: { rows: number; columns: number },
): Float64Array {
  const half = new Float64Array(rows * columns);
  const product = new Float64Array(rows * rows);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < columns; k++) {
      const value = left[row * columns + k];
      for (let at = 0; at < columns; at++) half[row * columns + at] += value * matrix[k * columns + at];
    }
    for (let other = 0; other <= row; other++) {
      let sum = 0;
      for (let k = 0; k < columns; k++) sum += half[row * columns + k] * left[other * columns + k];
      product[row * rows + other] = sum;
      product[other * rows + row] = sum;
    }
  }
  return product;
}

function checkedRank(directions: Float64Array, dimensions: number): number {
  const rank = directions.length / dimensions;
  if (!(Number.isInteger(rank) && rank > 0 && rank <= dimensions)) {
    throw new RangeError(
      `Cannot project on directions as there must be 1 to ${dimensions} rows of ${dimensions}: got ${directions.length} values`,
    );
  }
  for (let a = 0; a < rank; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let k = 0; k < dimensions; k++)
        sum += directions[a * dimensions + k] * directions[b * dimensions + k];
      if (!(Math.abs(sum - (a === b ? 1 : 0)) < ORTHONORMAL_TOLERANCE)) {
        throw new RangeError(
          `Cannot project on directions as they must be orthonormal: the product of rows ${a} and ${b} is ${sum}`,
        );
      }
    }
  }
  return rank;
}
