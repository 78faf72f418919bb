import { RankError } from "../base/errors.ts";
import { sha256 } from "../base/sha256.ts";
import { decodePublicKey } from "../federation/key-list.ts";
import type { ReleaseKey } from "../federation/key-list.ts";

const MAX_ROOTS = 4;
const KEY_ID_DIGITS = 16;

/**
 * The root keys that a page names.
 *
 * @param text Public keys of Ed25519 as base64url of 32 bytes, with white space between them: two while the root is changed.
 * @throws {RankError} `sync-failed` if it is anything else.
 */
export async function rootKeys(text: string): Promise<readonly ReleaseKey[]> {
  const words = text.split(/\s+/).filter((word) => word !== "");
  const keys = words.map(decodePublicKey);
  if (keys.length === 0 || keys.length > MAX_ROOTS || keys.includes(null)) {
    throw new RankError(
      "sync-failed",
      `Cannot sync as "sync-key" must be 1 to ${MAX_ROOTS} public keys, each base64url of 32 bytes: got ${JSON.stringify(text.slice(0, 200))}; docs/hosting.md says where it is`,
    );
  }
  const roots: ReleaseKey[] = [];
  for (const publicKey of keys) {
    if (publicKey === null) continue;
    roots.push({ keyId: (await sha256(publicKey, crypto.subtle)).slice(0, KEY_ID_DIGITS), publicKey });
  }
  return roots;
}
