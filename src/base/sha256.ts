import { hexOf } from "./hex.ts";

/** SHA-256 as 64 hex digits. */
export async function sha256(
  bytes: Uint8Array<ArrayBuffer>,
  subtle: Pick<SubtleCrypto, "digest">,
): Promise<string> {
  return hexOf(new Uint8Array(await subtle.digest("SHA-256", bytes)));
}
