import type { Random } from "../../src/base/random.ts";

/** The numbers below `count`, each so many times, in an order drawn by chance (Fisher and Yates). */
export function shuffledCopies(count: number, copies: number, random: Random): Uint32Array<ArrayBuffer> {
  const order = Uint32Array.from({ length: count * copies }, (_, at) => at % count);
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other], order[at]];
  }
  return order;
}
