/**
 * How well a product sells, at least 0: most sell little, a few sell a lot (exponential with mean 1). It hangs on the
 * id alone, so the shop's order says nothing about brand, style or price, and a visitor's taste has something to add.
 */
export function popularityOf(id: string): number {
  // FNV-1a, then one round of mixing so that p0001 and p0002 are far apart.
  let hash = 0x811c9dc5;
  for (const letter of id) hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 13), 0x297a2d39);
  const uniform = ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  return -Math.log(1 - uniform);
}
