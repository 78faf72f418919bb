import type { Random } from "../base/random.ts";
import { clipByNorm } from "./clip.ts";

/** Bits of a value in shares: the proof that a report is in range grows with them, and with the number of values. */
export const SPLIT_BITS = 8;
/** Whole units that make a clip norm. No value has more than half of them, so that 127 is enough for the largest. */
export const UNITS_PER_SPLIT_CLIP = 254;
/** What 0 is: shares hold whole numbers from 0. */
export const SPLIT_ZERO = 128;

const LARGEST = 127;

/**
 * A step as whole numbers from 1 to 255 for {@link splitReport}: cut to half a clip norm a value, clipped, in units of clipNorm / 254,
 * rounded by chance, up with the probability of the part that is cut off, so that the mean has no bias. As rounding lengthens a vector by
 * less than one unit a value, it is clipped to that much less:
 *
 *   ‖numbers − 128‖₂ ≤ 254, whatever is rounded
 *
 * That bound is kept by the device alone: two servers that see shares can prove the range of each value, not the length, so that one who
 * means harm reaches √d / 2 clip norms, 4 at d = 64.
 *
 * @param values [d], finite, d at most 16,384.
 * @throws {RangeError} if the clip norm is not a positive number, or a value is not finite.
 */
export function splitUnits(
  values: Float32Array,
  { clipNorm, random }: { readonly clipNorm: number; readonly random: Random },
): number[] {
  if (!(clipNorm > 0 && clipNorm < Infinity && values.every(Number.isFinite)))
    throw new RangeError(
      `Cannot split a step as its values must be finite and the clip norm a positive number: got ${clipNorm}`,
    );
  const most = LARGEST - 1;
  const units = values.map((value) =>
    Math.min(most, Math.max(-most, (value / clipNorm) * UNITS_PER_SPLIT_CLIP)),
  );
  const { vector } = clipByNorm(units, UNITS_PER_SPLIT_CLIP - Math.sqrt(values.length));
  return Array.from(vector, (value) => Math.floor(value + random()) + SPLIT_ZERO);
}
