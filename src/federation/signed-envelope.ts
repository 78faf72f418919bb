import { decodeBase64url, encodeBase64url } from "../base/base64url.ts";
import { fieldsOf, isKeyId } from "./read-fields.ts";
import { ReleaseError } from "./release-error.ts";

/** What is signed: a list of keys by a root key, a manifest by one of the keys in the list. */
export type SignedKind = "keys" | "manifest";

/** A text and who has signed it, as it goes over the wire: `signature` is base64url of 64 bytes. */
export interface SignedEnvelope {
  readonly signed: string;
  readonly signatures: readonly { readonly keyId: string; readonly signature: string }[];
}

export interface OpenedEnvelope {
  /** ASCII. Nothing in it is to be believed before a signature was verified. */
  readonly signed: string;
  readonly signatures: readonly { readonly keyId: string; readonly signature: Uint8Array<ArrayBuffer> }[];
}

/** Says whether a signature is the one of this key's owner for these bytes. Never throws for bytes of the right length. */
export type Verify = (
  publicKey: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
  message: Uint8Array<ArrayBuffer>,
) => Promise<boolean>;

/** Every signature of Ed25519 has as many. */
export const SIGNATURE_BYTES = 64;
export const PUBLIC_KEY_BYTES = 32;
/** Each costs the device half a millisecond. */
const MAX_SIGNATURES = 4;
const MAX_SIGNED_LENGTH = 32_768;

/** The bytes that are signed. They begin with the kind, so that no signature of one kind can stand under the other. */
export function signedMessage(kind: SignedKind, signed: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`personal-rank-${kind}\n${signed}`);
}

/** @param signatures Of {@link signedMessage}, by the ids of their keys. */
export function sealEnvelope(signed: string, signatures: OpenedEnvelope["signatures"]): SignedEnvelope {
  return {
    signed,
    signatures: signatures.map(({ keyId, signature }) => ({ keyId, signature: encodeBase64url(signature) })),
  };
}

/**
 * Reads an envelope from outside. Nothing is verified yet.
 *
 * @param source What it is called in errors.
 * @throws {ReleaseError} `format`, whatever the value is.
 */
export function openEnvelope(value: unknown, source: string): OpenedEnvelope {
  const read = fieldsOf(value, source);
  const signed = read("signed", isAscii, `ASCII text of at most ${MAX_SIGNED_LENGTH} characters`);
  const signatures = read("signatures", isListOfSome, `a list of 1 to ${MAX_SIGNATURES} signatures`);
  return {
    signed,
    signatures: signatures.map((one, at) => {
      const field = fieldsOf(one, source, `signatures[${at}].`);
      const keyId = field("keyId", isKeyId, "16 hex digits");
      const text = field("signature", isText, "base64url");
      const signature = decodeBase64url(text);
      if (signature?.length === SIGNATURE_BYTES) return { keyId, signature };
      throw new ReleaseError(
        "format",
        `Cannot use ${source} as "signatures[${at}].signature" must be base64url of ${SIGNATURE_BYTES} bytes: got ${JSON.stringify(text.slice(0, 100))}`,
      );
    }),
  };
}

/** Other letters may have several forms that are the same bytes. */
function isAscii(value: unknown): value is string {
  return typeof value === "string" && value.length <= MAX_SIGNED_LENGTH && /^[\x20-\x7e]+$/.test(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isListOfSome(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length >= 1 && value.length <= MAX_SIGNATURES;
}
