import { seededRandom } from "../../base/random.ts";
import type { RandomBytes } from "../../federation/discrete-gaussian.ts";

/** Bytes that can be drawn again, for simulations alone. */
export function seededBytes(seed: number): RandomBytes {
  const random = seededRandom(seed);
  return (count) => {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count; at++) bytes[at] = 256 * random();
    return bytes;
  };
}
