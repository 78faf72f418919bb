import { decodeBase64url, encodeBase64url } from "../base/base64url.ts";
import { fieldsOf, isCount, isKeyId, jsonOf } from "./read-fields.ts";
import { ReleaseError } from "./release-error.ts";
import { PUBLIC_KEY_BYTES } from "./signed-envelope.ts";

/** Who may sign manifests, as a root key says. */
export interface KeyList {
  /** Only ever upward. */
  readonly version: number;
  readonly expiresAtMs: number;
  readonly keys: readonly ReleaseKey[];
  /** Ids of keys that must not be trusted any more, whoever lists them. */
  readonly revoked: readonly string[];
}

export interface ReleaseKey {
  /** The first 16 hex digits of the public key's SHA-256. */
  readonly keyId: string;
  /** Of Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

const MAX_KEYS = 16;
const MAX_REVOKED = 256;

/** The text that a root key signs. */
export function encodeKeyList({ version, expiresAtMs, keys, revoked }: KeyList): string {
  const listed = keys.map(({ keyId, publicKey }) => ({ keyId, publicKey: encodeBase64url(publicKey) }));
  return JSON.stringify({ type: "keys", version, expiresAtMs, keys: listed, revoked });
}

/**
 * Reads a key list whose signature was verified.
 *
 * @param source What it is called in errors.
 * @throws {ReleaseError} `format`, naming the field, what it must be and what came.
 */
export function parseKeyList(signed: string, source: string): KeyList {
  const read = fieldsOf(jsonOf(signed, source), source);
  read("type", isType, '"keys"');
  const version = read("version", isCount, "a whole number from 0");
  const expiresAtMs = read("expiresAtMs", isCount, "milliseconds since 1970");
  const listed = read("keys", isListOf(MAX_KEYS), `a list of at most ${MAX_KEYS} keys`);
  const keys = listed.map((one, at) => readKey(one, source, `keys[${at}].`));
  const revoked = read("revoked", isIdList, `a list of at most ${MAX_REVOKED} ids of keys`);
  if (new Set(keys.map(({ keyId }) => keyId)).size !== keys.length)
    throw new ReleaseError("format", `Cannot use ${source} as each key must be listed once`);
  return { version, expiresAtMs, keys, revoked };
}

function readKey(value: unknown, source: string, prefix: string): ReleaseKey {
  const read = fieldsOf(value, source, prefix);
  const keyId = read("keyId", isKeyId, "16 hex digits");
  const publicKey = decodePublicKey(
    read("publicKey", isPublicKey, `base64url of ${PUBLIC_KEY_BYTES} bytes`),
  )!; // checked by `isPublicKey`
  return { keyId, publicKey };
}

/** The 32 bytes of a public key in base64url, or null. */
export function decodePublicKey(text: string): Uint8Array<ArrayBuffer> | null {
  const bytes = decodeBase64url(text);
  return bytes?.length === PUBLIC_KEY_BYTES ? bytes : null;
}

function isPublicKey(value: unknown): value is string {
  return typeof value === "string" && decodePublicKey(value) !== null;
}

function isType(value: unknown): value is "keys" {
  return value === "keys";
}

function isListOf(most: number): (value: unknown) => value is readonly unknown[] {
  return (value): value is readonly unknown[] => Array.isArray(value) && value.length <= most;
}

function isIdList(value: unknown): value is readonly string[] {
  return isListOf(MAX_REVOKED)(value) && value.every(isKeyId);
}
