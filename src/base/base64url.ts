/** Bytes as base64url without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * The bytes of a base64url text, or null if it is not exactly what {@link encodeBase64url} writes for them: with another
 * alphabet, padding, or bits set that say nothing, several texts would mean the same bytes.
 *
 * @see RFC 4648, section 5, https://www.rfc-editor.org/rfc/rfc4648#section-5
 */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const bytes = Uint8Array.from(
    atob(text.replaceAll("-", "+").replaceAll("_", "/")),
    (character) => character.codePointAt(0)!, // atob gives one character a byte
  );
  return encodeBase64url(bytes) === text ? bytes : null;
}
