/** The clip norm where no server names another one, in weight units. */
export const DEFAULT_CLIP_NORM = 1;

/** Float32 rounding may lift each value by one part in 2²⁴; this takes it back, so that the bound holds exactly. */
const ROUNDING_ALLOWANCE = 1 - 2 ** -23;

/** A vector that is no longer than it may be, and how long it was. */
export interface Clipped {
  readonly vector: Float32Array<ArrayBuffer>;
  /** L2 norm of the input. */
  readonly normBeforeClip: number;
}

/**
 * Bounds how much one vector can weigh in a mean: shortens it to `clipNorm`, keeps its direction.
 *
 *   out = vector · min(1, clipNorm / ‖vector‖₂)
 *
 * @param vector   Any length; the input is unchanged.
 * @param clipNorm Above 0, in the units of the vector.
 * @throws {RangeError} if `clipNorm` is not a positive number or the vector holds a NaN or an infinity.
 * @see McMahan et al. 2018, https://arxiv.org/abs/1710.06963
 */
export function clipByNorm(vector: Float32Array, clipNorm: number): Clipped {
  if (!(clipNorm > 0 && Number.isFinite(clipNorm))) {
    throw new RangeError(`Cannot clip as the clip norm must be a positive number: got ${clipNorm}`);
  }
  const normBeforeClip = l2Norm(vector);
  if (!Number.isFinite(normBeforeClip)) {
    throw new RangeError(
      "Cannot clip a vector as all its values must be finite: it holds a NaN or an infinity",
    );
  }
  const clipped = new Float32Array(vector);
  if (normBeforeClip > clipNorm) {
    const factor = (clipNorm / normBeforeClip) * ROUNDING_ALLOWANCE;
    for (let index = 0; index < clipped.length; index++) clipped[index] *= factor;
  }
  return { vector: clipped, normBeforeClip };
}

/** Euclidean length in double precision: the squares of the largest float32 values still fit. */
export function l2Norm(vector: Float32Array): number {
  let sumOfSquares = 0;
  for (let index = 0; index < vector.length; index++) sumOfSquares += vector[index] ** 2;
  return Math.sqrt(sumOfSquares);
}
