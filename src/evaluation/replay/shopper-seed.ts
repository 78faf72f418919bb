/** A shopper's own seed, so that lists do not depend on who else takes part: FNV-1a over the seed of the run and the id. */
export function shopperSeed(seed: number, id: string): number {
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return hash;
}
