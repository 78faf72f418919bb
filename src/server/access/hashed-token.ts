import { createHash, randomBytes } from "node:crypto";

const TOKEN_BYTES = 32;

/** A secret of 256 random bits, in 43 characters of base64url. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

/** What is stored of a token: its SHA-256 in hex. Nobody guesses 256 bits, so it needs no salt and no work. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
