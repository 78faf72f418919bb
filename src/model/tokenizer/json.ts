/** A JSON object whose values are not checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws {RangeError} naming `what` if the value is no JSON object. */
export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw wrong(what, "an object", value);
  return value as Fields; // checked in the line above
}

/** @throws {RangeError} naming `what` if the value is no list. */
export function listOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong(what, "a list", value);
  return value;
}

/** @throws {RangeError} naming `what` if the value is no text. */
export function textOf(value: unknown, what: string): string {
  if (typeof value !== "string") throw wrong(what, "a text", value);
  return value;
}

/** @throws {RangeError} naming `what` if the value is no whole number from 0. */
export function idOf(value: unknown, what: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw wrong(what, "a whole number from 0", value);
  }
  return value;
}

function wrong(what: string, wanted: string, got: unknown): RangeError {
  const shown = JSON.stringify(got) ?? "nothing";
  return new RangeError(`its ${what} must be ${wanted}: got ${shown.slice(0, 60)}`);
}
