import { QUALITY_FIELDS } from "../../src/base/quality-fields.ts";
import type { DeltaTerms } from "../../src/federation/delta.ts";

/** The largest scale that 128 steps keep finite. */
const MOST_SCALE = 2 ** 120;
const PREFIX_BYTES = 8;

/**
 * Whether bytes are a delta file that fits the terms, and against which head. Written anew from what the format says, for campaigns to
 * compare the server's reader with: nothing of it is shared.
 *
 * @returns The base version, or null if the bytes are no such file.
 */
export function baseVersionOf(bytes: Uint8Array, terms: DeltaTerms): number | null {
  if (bytes.length < PREFIX_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const headerBytes = view.getUint32(0, true);
  const start = PREFIX_BYTES + headerBytes;
  if (view.getUint32(4, true) !== 0 || start > bytes.length) return null;
  const header = jsonIn(bytes.subarray(PREFIX_BYTES, start));
  if (!isObject(header) || !hasKeys(header, ["__metadata__", "delta", "delta_scale"])) return null;
  const { __metadata__: metadata, delta, delta_scale: scale } = header;
  if (!isObject(metadata) || !hasKeys(metadata, ["format", "version", "base_version", "clip_norm", "layout"]))
    return null;
  if (metadata["version"] !== "2") return null;
  if (metadata["format"] !== "personal-rank-delta" || metadata["layout"] !== terms.layout) return null;
  const { base_version: baseVersion, clip_norm: clipNorm } = metadata;
  if (typeof baseVersion !== "string" || !/^(0|[1-9]\d{0,15})$/.test(baseVersion)) return null;
  if (clipNorm !== String(terms.clipNorm)) return null;
  const deltaAt = placeOf(delta, "I8", terms.dimensions, 1);
  const scaleAt = placeOf(scale, "F32", 1, 4);
  if (deltaAt === null || scaleAt === null) return null;
  // One after the other, from the start to the end of the file.
  const all = terms.dimensions + 4;
  const isPacked = deltaAt === 0 ? scaleAt === terms.dimensions : deltaAt === 4 && scaleAt === 0;
  if (!isPacked || start + all !== bytes.length) return null;
  const value = view.getFloat32(start + scaleAt, true);
  if (!(value >= 0 && value <= MOST_SCALE)) return null;
  return Number.isSafeInteger(Number(baseVersion)) ? Number(baseVersion) : null;
}

/**
 * Whether a file that the server keeps has the one header that such a file has, and nothing beside: a reader of JSON overlooks a name
 * that comes twice, and with it whatever a device would like to be remembered by.
 */
export function saysNothingElse(bytes: Uint8Array, terms: DeltaTerms): boolean {
  const header = `{"__metadata__":{"format":"personal-rank-delta","version":"2","base_version":"0","clip_norm":"${terms.clipNorm}","layout":"${terms.layout}"},"delta_scale":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"delta":{"dtype":"I8","shape":[${terms.dimensions}],"data_offsets":[4,${terms.dimensions + 4}]}}`;
  const start = bytes.length - terms.dimensions - 4;
  const found = Buffer.from(bytes.buffer, bytes.byteOffset + PREFIX_BYTES, start - PREFIX_BYTES).toString(
    "utf8",
  );
  return found.trimEnd() === header && found.length - header.length < PREFIX_BYTES;
}

/** Whether bytes are a report of quality: 1, or 2 of a browser that tries a head, then a field and one of its values. */
export function isQuality(bytes: Uint8Array): boolean {
  if (bytes.length !== 3 || (bytes[0] !== 1 && bytes[0] !== 2)) return false;
  const field = QUALITY_FIELDS.at(bytes[1]);
  return field !== undefined && bytes[2] < field.values.length;
}

function placeOf(entry: unknown, dtype: string, length: number, bytesPerValue: number): number | null {
  if (!isObject(entry) || entry["dtype"] !== dtype) return null;
  if (!Object.hasOwn(entry, "shape") || JSON.stringify(entry["shape"]) !== `[${length}]`) return null;
  const offsets = entry["data_offsets"];
  if (!Array.isArray(offsets) || offsets.length !== 2) return null;
  const [from, to] = offsets as unknown[];
  return typeof from === "number" && typeof to === "number" && to - from === length * bytesPerValue
    ? from
    : null;
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasKeys(value: Record<string, unknown>, keys: readonly string[]): boolean {
  return (
    JSON.stringify(Object.keys(value).sort()) === JSON.stringify([...keys].sort()) &&
    Object.getPrototypeOf(value) === Object.prototype
  );
}
