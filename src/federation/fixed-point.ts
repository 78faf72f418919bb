import { clipByNorm } from "./clip.ts";

/** Units in one clip norm: a report is a vector of whole units, no longer than this. */
export const UNITS_PER_CLIP = 65_536;

/**
 * A delta as whole units of clipNorm / 65,536, clipped again and cut towards 0, so that sums of deltas are exact whatever their
 * order, and no device adds more than 65,536 units in L2 norm, whatever it sent:
 *
 *   units = trunc(65,536 · clip(delta) / clipNorm)          ‖units‖₂ ≤ 65,536, to the last unit
 *
 * Cutting costs at most one unit a value: at d = 257 and the shortest of deltas .025 % of the clip.
 *
 * @param delta    Dequantised, [d].
 * @param clipNorm Above 0, in weight units.
 * @returns [d].
 * @throws {RangeError} if the delta holds a NaN or an infinity, or the clip norm is not a positive number.
 */
export function toFixedPoint(delta: Float32Array, clipNorm: number): Int32Array<ArrayBuffer> {
  const { vector } = clipByNorm(delta, clipNorm);
  const units = new Int32Array(vector.length);
  for (let index = 0; index < vector.length; index++)
    units[index] = Math.trunc((vector[index] / clipNorm) * UNITS_PER_CLIP);
  // Division rounds: a value a hair below a whole unit may have come out as that unit.
  while (squaredNorm(units) > UNITS_PER_CLIP ** 2) {
    const longest = indexOfLargest(units);
    units[longest] -= Math.sign(units[longest]);
  }
  return units;
}

/** Exact: at most 60,000 values of 2¹⁶ each are far below 2⁵³. */
function squaredNorm(units: Int32Array): number {
  let sum = 0;
  for (let index = 0; index < units.length; index++) sum += units[index] ** 2;
  return sum;
}

function indexOfLargest(units: Int32Array): number {
  let largest = 0;
  for (let index = 1; index < units.length; index++)
    if (Math.abs(units[index]) > Math.abs(units[largest])) largest = index;
  return largest;
}
