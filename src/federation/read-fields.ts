import { ReleaseError } from "./release-error.ts";

/** Gives one field of a record from outside, once it is what it must be. */
export type ReadField = <Value>(
  name: string,
  isRight: (value: unknown) => value is Value,
  wanted: string,
) => Value;

/**
 * Reads the fields of a record from outside one by one; what is not asked for is not looked at.
 *
 * @param value  Anything; what is no object has no fields.
 * @param source What the record is called in errors.
 * @param prefix Of the fields' names in errors, as in `head.`.
 * @returns Throws a {@link ReleaseError} `format` that names the field, what it must be and what came.
 */
export function fieldsOf(value: unknown, source: string, prefix = ""): ReadField {
  return (name, isRight, wanted) => {
    const isRecord = typeof value === "object" && value !== null && Object.hasOwn(value, name);
    const got = isRecord ? (value as Record<string, unknown>)[name] : undefined;
    if (isRight(got)) return got;
    throw new ReleaseError(
      "format",
      `Cannot use ${source} as "${prefix}${name}" must be ${wanted}: got ${String(JSON.stringify(got)).slice(0, 80)}`,
    );
  };
}

/**
 * @param source What the text is called in errors.
 * @throws {ReleaseError} `format`, quoting the start of what is not JSON.
 */
export function jsonOf(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const start = JSON.stringify(text.slice(0, 40));
    throw new ReleaseError("format", `Cannot use ${source} as it must be JSON: it starts with ${start}`, {
      cause,
    });
  }
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** In (0, 1]. */
export function isShare(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value <= 1;
}

export function isKeyId(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{16}$/.test(value);
}

/** Of SHA-256, as text. */
export function isHash(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}
