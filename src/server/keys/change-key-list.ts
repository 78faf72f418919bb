import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { encodeKeyList } from "../../federation/key-list.ts";
import type { KeyList } from "../../federation/key-list.ts";
import { openEnvelope } from "../../federation/signed-envelope.ts";
import { readKeyFile, replaceFile } from "../key-files.ts";
import {
  createReleaseKey,
  isSignedBy,
  nextKeyList,
  NO_KEY_LIST,
  presentKeyList,
  releaseKeyIds,
  rootKeyPath,
  signingKeyId,
  signedBy,
  writeKeyList,
} from "../signing-keys.ts";
import type { KeyListChange } from "../signing-keys.ts";
import { encodeKeyListRequest, parseKeyListRequest } from "./key-list-request.ts";

/** What became of a change: a list that holds, or one that is asked for. */
export interface ChangedKeyList {
  readonly list: KeyList;
  /** The file for the machine with the root key; null where the list was signed here. */
  readonly requestPath: string | null;
  /** Of the release key that was made; null if none was. */
  readonly newKeyId: string | null;
}

export interface ChangeKeyListOptions {
  /** The root key's file; null: the folder's own, or none. */
  readonly rootPath: string | null;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

const REQUEST_FILE = "key-list-request.json";

/**
 * Makes a release key that signs from now on. The one that signs now stays listed, for servers that do not have the new one yet; those
 * before it go.
 */
export function rotateKeys(folder: string, options: ChangeKeyListOptions): ChangedKeyList {
  const signing = signingKeyId(presentKeyList(folder)?.list ?? NO_KEY_LIST, releaseKeyIds(folder));
  const ids = nextOf(folder).keys.map(({ keyId }) => keyId);
  const drop = signing === null ? [] : ids.filter((keyId) => keyId !== signing);
  return change(folder, options, { drop, needsKey: true });
}

/**
 * Revokes a release key, and makes another one if none is left that could sign here.
 *
 * @throws {Error} for a key that is neither listed nor here, or is revoked already.
 */
export function revokeKey(folder: string, keyId: string, options: ChangeKeyListOptions): ChangedKeyList {
  const list = nextOf(folder);
  if (list.revoked.includes(keyId))
    throw new Error(`Cannot revoke the key ${keyId} as it is revoked already`);
  const here = releaseKeyIds(folder);
  const known = [...list.keys.map((key) => key.keyId), ...here];
  if (!known.includes(keyId))
    throw new Error(
      `Cannot revoke a key as it must be listed or in "${folder}": got "${keyId}"; "keys list" lists them`,
    );
  const left = list.keys.filter((key) => key.keyId !== keyId);
  const needsKey = signingKeyId({ ...list, keys: left }, here) === null;
  return change(folder, options, { revoke: [keyId], needsKey });
}

/** What waits for the root key in a folder, or null. */
export function pendingRequest(folder: string): { readonly path: string; readonly wanted: KeyList } | null {
  const path = join(folder, REQUEST_FILE);
  if (!existsSync(path)) return null;
  return { path, wanted: parseKeyListRequest(readFileSync(path, "utf8"), `the request "${path}"`).wanted };
}

/** Takes the request away if all that it asks for is in the list. */
export function forgetRequest(folder: string, list: KeyList): void {
  const pending = pendingRequest(folder);
  if (pending === null) return;
  const isListed = pending.wanted.keys.every(({ keyId }) => list.keys.some((key) => key.keyId === keyId));
  const isRevoked = pending.wanted.revoked.every((keyId) => list.revoked.includes(keyId));
  if (isListed && isRevoked) rmSync(pending.path);
}

/** The list as it is to be when what waits is signed. */
function nextOf(folder: string): KeyList {
  return pendingRequest(folder)?.wanted ?? presentKeyList(folder)?.list ?? NO_KEY_LIST;
}

function change(
  folder: string,
  { rootPath, nowMs }: ChangeKeyListOptions,
  { needsKey, ...given }: KeyListChange & { readonly needsKey: boolean },
): ChangedKeyList {
  const path = rootPath ?? rootKeyPath(folder);
  const isRootHere = rootPath !== null || existsSync(path);
  const root = isRootHere ? readKeyFile(path) : null; // before a key is made that nobody can list
  const present = presentKeyList(folder);
  if (root !== null && rootPath === null && present !== null && !isSignedBy(present.signedList, root))
    throw new Error(
      `Cannot sign with "${path}" as the root key of the present list, ${present.signedList.signatures.map(({ keyId }) => keyId).join(", ")}, must sign the next one: got ${root.keyId}, and pages may not name it any more; move it away, or name a root key with --root`,
    );
  const newKey = needsKey ? createReleaseKey(folder) : null;
  const newKeyId = newKey?.keyId ?? null;
  const list = {
    ...nextKeyList(nextOf(folder), { ...given, add: newKey === null ? [] : [newKey] }, nowMs),
    version: (present?.list.version ?? 0) + 1,
  };
  if (root !== null) {
    writeKeyList(folder, signedBy(root, "keys", encodeKeyList(list)));
    forgetRequest(folder, list);
    return { list, requestPath: null, newKeyId };
  }
  const requestPath = join(folder, REQUEST_FILE);
  const envelope = present === null ? null : openEnvelope(present.signedList, "the present key list");
  replaceFile(requestPath, encodeKeyListRequest({ present: envelope, wanted: list }));
  return { list, requestPath, newKeyId };
}
