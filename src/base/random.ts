/** A source of uniform numbers in [0, 1). Passed in wherever chance is needed, so that tests can repeat it. */
export type Random = () => number;

/**
 * Seeded uniform numbers in [0, 1): sfc32, 128 bits of state, not for cryptography.
 *
 * @param seed Any integer; equal seeds give equal sequences.
 * @see Chris Doty-Humphrey, PractRand, http://pracrand.sourceforge.net
 */
export function seededRandom(seed: number): Random {
  let a = 0x9e3779b9 | 0;
  let b = 0x243f6a88 | 0;
  let c = seed | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  // The first outputs of near seeds are alike; after a dozen rounds they are not.
  for (let round = 0; round < 12; round++) next();
  return next;
}

/** Bytes of such a source, `count` of them at each call: no less predictable than it is. */
export function randomBytes(random: Random): (count: number) => Uint8Array<ArrayBuffer> {
  return (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
}

/** A standard normal number by Box and Muller's transform. For simulation and initial weights, never for privacy noise. */
export function normalFrom(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}
