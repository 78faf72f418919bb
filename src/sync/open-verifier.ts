import { RankError } from "../base/errors.ts";
import type { Verify } from "../federation/signed-envelope.ts";

/** The second test of RFC 8032, https://www.rfc-editor.org/rfc/rfc8032#section-7.1: a signature of the byte 0x72. */
const KNOWN = {
  publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
  signature:
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
};

/**
 * The browser's Ed25519, once it has told a right signature from a wrong one.
 *
 * @param subtle `crypto.subtle`; undefined on a page without https.
 * @throws {RankError} `sync-failed` where it has none: then no release can be believed.
 */
export async function openVerifier(
  subtle: Pick<SubtleCrypto, "importKey" | "verify"> | undefined,
): Promise<Verify> {
  if (subtle === undefined) {
    throw new RankError(
      "sync-failed",
      "Cannot verify releases on an insecure page, so nothing is taken or sent; serve the page by https",
    );
  }
  const verify: Verify = async (publicKey, signature, message) => {
    try {
      const key = await subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
      return await subtle.verify("Ed25519", key, signature, message);
    } catch {
      return false; // bytes that are no key, or a browser that does not know the algorithm
    }
  };
  const [publicKey, signature] = [bytesOf(KNOWN.publicKey), bytesOf(KNOWN.signature)];
  const isRight =
    (await verify(publicKey, signature, Uint8Array.of(0x72))) &&
    !(await verify(publicKey, signature, Uint8Array.of(0x73)));
  if (isRight) return verify;
  throw new RankError(
    "sync-failed",
    "Cannot verify releases as this browser has no Ed25519 signatures, so nothing is taken or sent",
  );
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}
