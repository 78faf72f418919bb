/** SHA-256 as 64 hex digits. */
export async function sha256(
  bytes: Uint8Array<ArrayBuffer>,
  subtle: Pick<SubtleCrypto, "digest">,
): Promise<string> {
  const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
  // As base/hex.ts, which would make the worker 60 bytes larger, over its limit: other files would have to get at it there.
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
