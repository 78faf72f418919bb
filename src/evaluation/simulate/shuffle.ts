import type { Random } from "../../base/random.ts";

/**
 * Mixes the first `count` places of an array in place: afterwards they hold a sample without replacement, in random order.
 *
 * @param count At most the length, which it is unless given.
 * @returns The same array.
 * @see Durstenfeld 1964, Algorithm 235, https://doi.org/10.1145/364520.364540
 */
export function shuffle<T extends number[] | unknown[] | Int32Array>(
  values: T,
  random: Random,
  count: number = values.length,
): T {
  for (let at = 0; at < count; at++) {
    const other = at + Math.floor(random() * (values.length - at));
    [values[at], values[other]] = [values[other], values[at]];
  }
  return values;
}
