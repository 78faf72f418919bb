import { createHmac } from "node:crypto";

/** What two aggregators have in common, both made of the one secret that their operators agree on. */
export interface SplitSecrets {
  /** By which the helper knows the leader. */
  readonly token: string;
  /** 16 bytes by which reports are checked; a device that knew them could prove what is not true. */
  readonly verifyKey: Uint8Array;
}

/** 128 bits in hex; `openssl rand -hex 32` makes twice as many. */
const LEAST_CHARACTERS = 32;
const VERIFY_KEY_BYTES = 16;

/** @throws {Error} for a secret that could be guessed. */
export function splitSecrets(secret: string): SplitSecrets {
  if (secret.length < LEAST_CHARACTERS)
    throw new Error(
      `SPLIT_SECRET must have ${LEAST_CHARACTERS} characters at least, the same at both servers: got ${secret.length}; openssl rand -hex 32 makes one`,
    );
  const derived = (what: string): Buffer =>
    createHmac("sha256", secret).update(`personal-rank split ${what}`).digest();
  return {
    token: derived("token").toString("base64url"),
    verifyKey: Uint8Array.from(derived("verify key").subarray(0, VERIFY_KEY_BYTES)),
  };
}
