import type { Random } from "../base/random.ts";

/** A vector as whole steps of one size: value = step · scale. */
export interface Quantized {
  /** -127 to 127. */
  readonly steps: Int8Array<ArrayBuffer>;
  /** Size of one step: a float32, 0 only if the whole vector is 0. */
  readonly scale: number;
}

const LARGEST_STEP = 127;

/**
 * Rounds a vector to int8 by stochastic rounding: up with the probability of the part that is cut off, so that the mean
 * over many clients has no bias, however small their values are against the step.
 *
 *   scale = max|x| / 127        step = ⌊x / scale + u⌋, u uniform in [0, 1)        E[step · scale] = x
 *
 * Rounding can lengthen a vector (each value moves by less than one `scale`): whoever needs a norm bound clips again.
 *
 * @param vector Clipped before, hence far from the ends of float32.
 * @param random Seeded in tests, cryptographic on the device.
 * @throws {RangeError} if a value is a NaN or an infinity.
 */
export function quantize(vector: Float32Array, random: Random): Quantized {
  let largest = 0;
  for (let index = 0; index < vector.length; index++) {
    const value = vector[index];
    if (!Number.isFinite(value))
      throw new RangeError(`Cannot quantise as value ${index} must be finite: got ${value}`);
    largest = Math.max(largest, Math.abs(value));
  }
  const steps = new Int8Array(vector.length);
  if (largest === 0) return { steps, scale: 0 };
  const scale = float32AtLeast(largest / LARGEST_STEP);
  for (let index = 0; index < vector.length; index++)
    steps[index] = Math.floor(vector[index] / scale + random());
  return { steps, scale };
}

/** The inverse of {@link quantize}, up to less than one step per value. */
export function dequantize({ steps, scale }: Quantized): Float32Array<ArrayBuffer> {
  const vector = new Float32Array(steps.length);
  // Not `Float32Array.from`: it goes by the iterator and a call a value, a third of what the server needed for a report of 4 KB.
  for (let index = 0; index < steps.length; index++) vector[index] = steps[index] * scale;
  return vector;
}

/**
 * The smallest float32 that is not below a positive number. A scale rounded down would put the largest value beyond
 * step 127, where it would have to be cut, which is a bias.
 */
function float32AtLeast(value: number): number {
  const rounded = new Float32Array([value]);
  if (rounded[0] < value) new Uint32Array(rounded.buffer)[0]++; // the next float32 has the next bit pattern
  return rounded[0];
}
