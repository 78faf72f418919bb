import { randomFillSync } from "node:crypto";

/** A call of the system's generator takes 7 µs, whether for 2 bytes or for this many; a round's noise asks thousands of times. */
const POOL_BYTES = 4_096;

/**
 * Bytes of node's cryptographic generator, fetched ahead. Each is given out once, and is not kept after that.
 *
 * @returns What gives so many of them, as an array of its own; cheap for a few at a time.
 */
export function unpredictableBytes(): (length: number) => Uint8Array<ArrayBuffer> {
  const pool = new Uint8Array(POOL_BYTES);
  let taken = POOL_BYTES;
  return (length) => {
    if (length > POOL_BYTES) return randomFillSync(new Uint8Array(length));
    if (taken + length > POOL_BYTES) {
      randomFillSync(pool);
      taken = 0;
    }
    const bytes = pool.slice(taken, taken + length);
    pool.fill(0, taken, (taken += length));
    return bytes;
  };
}
