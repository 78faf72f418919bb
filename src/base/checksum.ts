/** `TABLES[k][b]`: what byte b does to the value when k more bytes come after it in the same step. */
const TABLES: readonly Uint32Array[] = makeTables();

/**
 * CRC-32 over several byte arrays as if they were one: finds torn and damaged records, not forged ones.
 * Synchronous, unlike `crypto.subtle`, and there on pages without a secure context too. Four bytes a step: a head of 274 KB
 * is checked several times for each click.
 *
 * @returns A whole number in [0, 2³²).
 * @see ISO 3309; check value 0xcbf43926 for "123456789"; Kounavis & Berry 2005 for several bytes a step
 */
export function crc32(parts: Iterable<Uint8Array>): number {
  const [one, two, three, four] = TABLES;
  let value = 0xffffffff;
  for (const part of parts) {
    let at = 0;
    for (const end = part.length - 3; at < end; at += 4) {
      value ^= part[at] | (part[at + 1] << 8) | (part[at + 2] << 16) | (part[at + 3] << 24);
      value =
        four[value & 0xff] ^
        three[(value >>> 8) & 0xff] ^
        two[(value >>> 16) & 0xff] ^
        one[(value >>> 24) & 0xff];
    }
    for (; at < part.length; at++) value = one[(value ^ part[at]) & 0xff] ^ (value >>> 8);
  }
  return (value ^ 0xffffffff) >>> 0;
}

function makeTables(): Uint32Array[] {
  const first = Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
  const tables = [first];
  while (tables.length < 4)
    tables.push(tables[tables.length - 1].map((value) => first[value & 0xff] ^ (value >>> 8)));
  return tables;
}
