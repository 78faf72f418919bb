/** The arrays of numbers that records hold, by the name under which a file has them. */
const ARRAYS = { Float64Array, Float32Array, Uint8Array } as const;
type ArrayName = keyof typeof ARRAYS;

const MARK = "$array";
const NUMBER = "$number";
/** What JSON has no word for. */
const NUMBERS: Readonly<Record<string, number>> = {
  "-0": -0,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};
/** `String.fromCharCode` takes its arguments from the stack. */
const PIECE = 8_192;

/**
 * A record as JSON has it, from which {@link fromPortable} makes the same record to the bit: arrays of numbers as base64 of their
 * bytes, least significant first, with their type.
 */
export function toPortable(value: unknown): unknown {
  if (typeof value === "number") {
    const name = Object.keys(NUMBERS).find((one) => Object.is(NUMBERS[one], value));
    return name === undefined ? value : { [NUMBER]: name };
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(toPortable);
  if (ArrayBuffer.isView(value)) {
    const name = (Object.keys(ARRAYS) as ArrayName[]).find((one) => value instanceof ARRAYS[one]);
    if (name === undefined) throw new RangeError("A record holds an array of another type than files have");
    return {
      [MARK]: name,
      base64: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)),
    };
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (part === undefined ? [] : [[key, toPortable(part)]])),
  );
}

/**
 * The record behind what {@link toPortable} made; whether it is the record of anything, the caller checks.
 *
 * @throws Of what stands for an array and is none: `InvalidCharacterError` or RangeError.
 */
export function fromPortable(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(fromPortable);
  if (NUMBER in value) return NUMBERS[String(value[NUMBER])];
  if (MARK in value) {
    const name = String(value[MARK]);
    if (!Object.hasOwn(ARRAYS, name)) throw new RangeError(`There are no arrays of type "${name}"`);
    const bytes = fromBase64(String((value as { base64?: unknown }).base64));
    return new ARRAYS[name as ArrayName](bytes.buffer);
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fromPortable(part)]));
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE)
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
