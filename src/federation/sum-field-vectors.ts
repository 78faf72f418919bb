import { WireError } from "./wire-error.ts";

/** Of the field that shares are of, whose numbers have 128 bits. */
export interface NumberField {
  readonly modulus: bigint;
  /** Bytes of a number, the lowest first. */
  readonly encodedSize: number;
}

/** A number is added up in parts of so many bits. */
const LIMB_BITS = 32;
const LIMB_BYTES = LIMB_BITS / 8;
/** So many parts of 32 bits have a sum below 2⁵³, which a float64 holds exactly. */
const MOST_VECTORS = 2 ** (53 - LIMB_BITS);

/**
 * The sum of encoded vectors of a prime field. The library's own way takes sixteen powers of big integers a number, which for a round of
 * 100,000 reports is many seconds in which nobody is answered.
 *
 * @param vectors Of `dimensions` numbers each, at most 2²¹.
 * @returns [dimensions]: numbers of the field.
 * @throws {WireError} `format` for what is no such vector.
 * @throws {RangeError} for more than 2²¹ of them.
 */
export function sumFieldVectors(
  vectors: readonly Uint8Array[],
  dimensions: number,
  { modulus, encodedSize }: NumberField,
): bigint[] {
  if (vectors.length > MOST_VECTORS)
    throw new RangeError(`Cannot add up more than ${MOST_VECTORS} vectors at once: got ${vectors.length}`);
  const limbs = encodedSize / LIMB_BYTES;
  const modulusLimbs = Array.from({ length: limbs }, (_, limb) => limbOf(modulus, limb));
  const sums = new Float64Array(limbs * dimensions);
  for (const vector of vectors) {
    if (vector.length !== encodedSize * dimensions) throw noVector(dimensions);
    const view = new DataView(vector.buffer, vector.byteOffset, vector.length);
    for (let at = 0; at < sums.length; at += limbs) {
      let isBelow = false;
      for (let limb = limbs - 1; limb >= 0; limb--) {
        const value = view.getUint32((at + limb) * LIMB_BYTES, true);
        // The highest part that is another than the modulus' says which is greater.
        if (!isBelow && value > modulusLimbs[limb]) throw noVector(dimensions);
        isBelow ||= value < modulusLimbs[limb];
        sums[at + limb] += value;
      }
      if (!isBelow) throw noVector(dimensions);
    }
  }
  return Array.from({ length: dimensions }, (_, at) => {
    let number = 0n;
    for (let limb = limbs - 1; limb >= 0; limb--)
      number = (number << BigInt(LIMB_BITS)) + BigInt(sums[at * limbs + limb]);
    return number % modulus;
  });
}

function limbOf(number: bigint, limb: number): number {
  return Number(BigInt.asUintN(LIMB_BITS, number >> BigInt(limb * LIMB_BITS)));
}

function noVector(dimensions: number): WireError {
  return new WireError("format", `Cannot use a share as it must have ${dimensions} numbers of its field`);
}
