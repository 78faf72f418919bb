/**
 * An option's value, if it is one of those allowed.
 *
 * @param name As it is typed, e.g. "--precision".
 * @throws {Error} that names the option, what it may be, and what came.
 */
export function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new Error(`${name} must be ${allowed.join(" or ")}: got "${value}"`);
  return found;
}

/**
 * An option's value as a list of names with commas between them, each once.
 *
 * @throws {Error} that names the option, what it may be, and what came.
 */
export function someOf<T extends string>(name: string, value: string, allowed: readonly T[]): T[] {
  return [...new Set(value.split(",").map((one) => oneOf(name, one.trim(), allowed)))];
}

/**
 * An option's value as a whole number of at least `least`.
 *
 * @throws {Error} that names the option, what it may be, and what came.
 */
export function countOf(name: string, value: string, least: number): number {
  const count = value.trim() === "" ? Number.NaN : Number(value); // of no text, `Number` makes 0
  if (!Number.isSafeInteger(count) || count < least)
    throw new Error(`${name} must be a whole number from ${least}: got "${value}"`);
  return count;
}
