/**
 * FNV-1a over UTF-16 code units: a well-spread 32-bit hash of a short text, the same on every device.
 *
 * @param seed Different seeds give independent hashes, e.g. one for the bucket and one for the sign.
 * @returns A whole number in [0, 2³²).
 * @see Fowler, Noll, Vo, http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function hashText(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  // FNV's low bits mix poorly on short texts; one multiply-shift round spreads them.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
