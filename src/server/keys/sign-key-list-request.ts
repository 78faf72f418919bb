import { encodeKeyList } from "../../federation/key-list.ts";
import type { KeyList } from "../../federation/key-list.ts";
import { sealEnvelope, signedMessage } from "../../federation/signed-envelope.ts";
import type { OpenedEnvelope } from "../../federation/signed-envelope.ts";
import { keyIdOf } from "../key-files.ts";
import type { SigningKey } from "../key-files.ts";
import { nextKeyList, NO_KEY_LIST } from "../signing-keys.ts";
import { parseKeyListRequest } from "./key-list-request.ts";
import { verifyKeyList } from "./verify-key-list.ts";

/** What goes back to the server. */
export interface SignedKeyList {
  /** For `installKeyList`. */
  readonly answer: string;
  readonly before: KeyList;
  readonly list: KeyList;
}

/**
 * Signs the key list that a server asks for, on the machine that has the root key. The server is not trusted: the list must follow from
 * the one before, which one of these roots must have signed, and nothing may be revoked no longer. Whether the keys in it are the
 * server's is for a person to compare.
 *
 * @param text   The request's file.
 * @param source What it is called in errors.
 * @param roots  One; two while pages go over from one to the other: both sign, so that pages which name either believe the list.
 * @throws {Error} for a request that is damaged, or asks for what must not be.
 */
export function signKeyListRequest(
  text: string,
  {
    source,
    roots,
    nowMs,
  }: { readonly source: string; readonly roots: readonly SigningKey[]; readonly nowMs: number },
): SignedKeyList {
  const { present, wanted } = parseKeyListRequest(text, source);
  const root = (present === null ? undefined : signerAmong(roots, present)) ?? roots[0];
  const before =
    present === null ? NO_KEY_LIST : verifyKeyList(present, root, `the present list of ${source}`);
  const mislabelled = wanted.keys.find(({ keyId, publicKey }) => keyIdOf(publicKey) !== keyId);
  if (mislabelled !== undefined)
    throw new Error(
      `Cannot sign ${source} as the key ${mislabelled.keyId} must have the id of its bytes: it has not`,
    );
  const wantedIds = new Set(wanted.keys.map(({ keyId }) => keyId));
  // The wish as a change to what is known: what is revoked then stays so, and the version is the next one.
  const list = nextKeyList(
    before,
    {
      add: wanted.keys,
      drop: before.keys.map(({ keyId }) => keyId).filter((keyId) => !wantedIds.has(keyId)),
      revoke: wanted.revoked,
    },
    nowMs,
  );
  const signed = encodeKeyList(list);
  const message = signedMessage("keys", signed);
  const signatures = roots.map((one) => ({ keyId: one.keyId, signature: one.sign(message) }));
  const keys = sealEnvelope(signed, signatures);
  return { answer: `${JSON.stringify({ type: "key-list", root: root.publicText, keys })}\n`, before, list };
}

function signerAmong(roots: readonly SigningKey[], { signatures }: OpenedEnvelope): SigningKey | undefined {
  return roots.find((root) => signatures.some(({ keyId }) => keyId === root.keyId));
}
