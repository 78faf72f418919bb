import { decodePublicKey } from "../../federation/key-list.ts";
import type { KeyList } from "../../federation/key-list.ts";
import { fieldsOf, jsonOf } from "../../federation/read-fields.ts";
import { openEnvelope, sealEnvelope } from "../../federation/signed-envelope.ts";
import { keyIdOf } from "../key-files.ts";
import { presentKeyList, releaseKeyIds, signingKeyId, writeKeyList } from "../signing-keys.ts";
import { verifyKeyList } from "./verify-key-list.ts";

/**
 * Puts a key list that the root key has signed elsewhere in a server's folder.
 *
 * @param text   As `signKeyListRequest` gives it.
 * @param source What it is called in errors.
 * @throws {Error} if it is damaged, older than the present one, by another root, or has no key that is here; nothing is changed then.
 */
export function installKeyList(folder: string, text: string, source: string): KeyList {
  const read = fieldsOf(jsonOf(text, source), source);
  read("type", isType, '"key-list"');
  const publicKey = decodePublicKey(read("root", isText, "a public key"));
  if (publicKey === null)
    throw new Error(`Cannot use ${source} as "root" must be a public key of 43 characters`);
  const root = { keyId: keyIdOf(publicKey), publicKey };
  const envelope = openEnvelope(read("keys", isAnything, "a signed key list"), source);
  const list = verifyKeyList(envelope, root, source);
  const present = presentKeyList(folder);
  if (present !== null) {
    // Pages that name a root of before believe it by that one, whoever else has signed it too.
    const signers = present.signedList.signatures.map(({ keyId }) => keyId);
    if (!signers.includes(root.keyId))
      throw new Error(
        `Cannot use ${source} as the root key of the present list, ${signers.join(", ")}, must have signed it: got ${root.keyId}, which pages do not name`,
      );
    if (list.version <= present.list.version)
      throw new Error(
        `Cannot use ${source} as it must be later than version ${present.list.version}: got ${list.version}; "keys rotate" asks for the next one`,
      );
  }
  if (signingKeyId(list, releaseKeyIds(folder)) === null)
    throw new Error(
      `Cannot use ${source} as one of its keys must be in "${folder}": got ${list.keys.map(({ keyId }) => keyId).join(", ")}`,
    );
  writeKeyList(folder, sealEnvelope(envelope.signed, envelope.signatures));
  return list;
}

function isType(value: unknown): value is "key-list" {
  return value === "key-list";
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isAnything(value: unknown): value is unknown {
  return value !== undefined;
}
