import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { encodeKeyList, parseKeyList } from "../federation/key-list.ts";
import type { KeyList, ReleaseKey } from "../federation/key-list.ts";
import { openEnvelope, sealEnvelope, signedMessage } from "../federation/signed-envelope.ts";
import type { SignedEnvelope, SignedKind } from "../federation/signed-envelope.ts";
import { createKeyFile, passingKey, readKeyFile, replaceFile } from "./key-files.ts";
import type { SigningKey } from "./key-files.ts";

/** What signs the manifests of a server. */
export interface SigningKeys {
  /** The keys as they are now: a list that was signed anew, or a key that was added, counts without a restart. */
  current(): CurrentKeys;
}

export interface CurrentKeys {
  readonly list: KeyList;
  /** The list as a root key has signed it. */
  readonly signedList: SignedEnvelope;
  /** The newest key that is listed, not revoked, and here. */
  readonly releaseKey: SigningKey;
}

/** Who may sign from now on. */
export interface KeyListChange {
  readonly add?: readonly ReleaseKey[];
  /** Ids of keys that no longer sign, though what they have signed was right. */
  readonly drop?: readonly string[];
  /** Ids of keys that somebody else may have. */
  readonly revoke?: readonly string[];
}

const ROOT_FILE = "root-key.json";
const LIST_FILE = "key-list.json";
const RELEASE_FILE = /^release-key-([0-9a-f]{16})\.json$/;
const LIST_LIFETIME_MS = 365 * 24 * 60 * 60 * 1_000;

/** Where a folder of keys has its root key, if it is not kept elsewhere, as it should. */
export function rootKeyPath(folder: string): string {
  return join(folder, ROOT_FILE);
}

/**
 * Makes the root key. Its `publicText` is what pages pin; the file belongs on a machine that is not on the network.
 *
 * @throws {Error} if there is one: pages that pin it would believe nobody any more.
 */
export function createRootKey(folder: string): SigningKey {
  return createKeyFile(() => rootKeyPath(folder));
}

/** Makes one more release key. It signs nothing before {@link signKeyList} has listed it. */
export function createReleaseKey(folder: string): SigningKey {
  return createKeyFile((keyId) => join(folder, `release-key-${keyId}.json`));
}

/**
 * Signs the next version of the key list; the first one if there is none.
 *
 * @param rootPath Of the root key's file; another folder's, where the root is kept elsewhere.
 * @throws {Error} if the present list or the root key cannot be read, or if no key would be left.
 */
export function signKeyList(
  folder: string,
  { rootPath, nowMs, change }: { rootPath: string; nowMs: number; change: KeyListChange },
): KeyList {
  const list = nextKeyList(presentKeyList(folder)?.list ?? NO_KEY_LIST, change, nowMs);
  writeKeyList(folder, signedBy(readKeyFile(rootPath), "keys", encodeKeyList(list)));
  return list;
}

/** Before there is any. */
export const NO_KEY_LIST: KeyList = { version: 0, expiresAtMs: 0, keys: [], revoked: [] };

/**
 * The version of a key list that comes after another one, for a year from now.
 *
 * @throws {Error} if no key would be left, or more than devices read.
 */
export function nextKeyList(before: KeyList, change: KeyListChange, nowMs: number): KeyList {
  const revoked = [...new Set([...before.revoked, ...(change.revoke ?? [])])];
  const gone = new Set([...revoked, ...(change.drop ?? [])]);
  const added = (change.add ?? []).filter(({ keyId }) => !before.keys.some((known) => known.keyId === keyId));
  const keys = [...before.keys, ...added]
    .filter(({ keyId }) => !gone.has(keyId))
    .map(({ keyId, publicKey }) => ({ keyId, publicKey }));
  if (keys.length === 0)
    throw new Error("Cannot sign the key list as a key must be left: make another one first");
  const list = { version: before.version + 1, expiresAtMs: nowMs + LIST_LIFETIME_MS, keys, revoked };
  // As devices will: one that they cannot read must not get to them.
  return parseKeyList(encodeKeyList(list), "the next key list");
}

/** The signed list in a folder; null if there is none. */
export function presentKeyList(folder: string): Pick<CurrentKeys, "list" | "signedList"> | null {
  const path = join(folder, LIST_FILE);
  return existsSync(path) ? readKeyList(path) : null;
}

/** Puts a signed list in a folder; servers that have opened it see that. */
export function writeKeyList(folder: string, signedList: SignedEnvelope): void {
  replaceFile(join(folder, LIST_FILE), `${JSON.stringify(signedList)}\n`);
}

/** Ids of the release keys whose private halves are in a folder. */
export function releaseKeyIds(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => RELEASE_FILE.exec(name)?.[1] ?? []);
}

/** Of the listed keys that are here and not revoked, the newest; null if there is none. */
export function signingKeyId(list: KeyList, hereIds: readonly string[]): string | null {
  const isUsable = ({ keyId }: ReleaseKey): boolean =>
    hereIds.includes(keyId) && !list.revoked.includes(keyId);
  return list.keys.findLast(isUsable)?.keyId ?? null;
}

/** Makes a release key that signs from now on; what the one before has signed stays good. */
export function rotateReleaseKey(
  folder: string,
  { rootPath, nowMs }: { rootPath: string; nowMs: number },
): SigningKey {
  const key = createReleaseKey(folder);
  signKeyList(folder, { rootPath, nowMs, change: { add: [key] } });
  return key;
}

/**
 * Makes keys and list where there are none, so that a server can start, and signs the list anew when half of its lifetime is over and
 * the root key that has signed it is here.
 */
export function ensureSigningKeys(folder: string, nowMs: number): SigningKeys {
  const rootPath = rootKeyPath(folder);
  if (!existsSync(join(folder, LIST_FILE))) {
    // The root is elsewhere, and one that is made here would be another one.
    if (!existsSync(rootPath) && releaseKeyIds(folder).length > 0)
      throw new Error(
        `Cannot start with the keys in "${folder}" as the root key must have signed a list of them: "keys install" takes it`,
      );
    if (!existsSync(rootPath)) createRootUnlessThere(folder);
    rotateReleaseKey(folder, { rootPath, nowMs });
  } else if (existsSync(rootPath)) {
    const { list, signedList } = readKeyList(join(folder, LIST_FILE));
    const isDue = nowMs > list.expiresAtMs - LIST_LIFETIME_MS / 2;
    if (isDue && isSignedBy(signedList, readKeyFile(rootPath)))
      signKeyList(folder, { rootPath, nowMs, change: {} });
  }
  return openSigningKeys(folder);
}

/** Several processes may start on one folder. */
function createRootUnlessThere(folder: string): void {
  try {
    createRootKey(folder);
  } catch (error) {
    if (!existsSync(rootKeyPath(folder))) throw error;
  }
}

/**
 * The keys in a folder: the signed list, and at least one private key that is in it.
 *
 * @throws {Error} `current` does, if there are none that can be used; the message says what to do.
 */
export function openSigningKeys(folder: string): SigningKeys {
  let read: { readonly stamp: string; readonly keys: CurrentKeys } | null = null;
  return {
    current: () => {
      const stamp = stampOf(folder);
      if (read?.stamp !== stamp) read = { stamp, keys: readKeys(folder) };
      return read.keys;
    },
  };
}

/** Keys that are in no file and end with the process: pages cannot know their root before. */
export function passingSigningKeys(nowMs: number): SigningKeys & { readonly root: SigningKey } {
  const [root, releaseKey] = [passingKey(), passingKey()];
  const { keyId, publicKey } = releaseKey;
  const list = {
    version: 1,
    expiresAtMs: nowMs + LIST_LIFETIME_MS,
    keys: [{ keyId, publicKey }],
    revoked: [],
  };
  const signedList = signedBy(root, "keys", encodeKeyList(list));
  return { root, current: () => ({ list, signedList, releaseKey }) };
}

/** Whether a key, and no other, has signed it: pages may name whichever has. */
export function isSignedBy({ signatures }: SignedEnvelope, { keyId }: SigningKey): boolean {
  return signatures.every((one) => one.keyId === keyId);
}

/** A text with a key's signature. */
export function signedBy(key: SigningKey, kind: SignedKind, signed: string): SignedEnvelope {
  return sealEnvelope(signed, [{ keyId: key.keyId, signature: key.sign(signedMessage(kind, signed)) }]);
}

function readKeys(folder: string): CurrentKeys {
  const { list, signedList } = readKeyList(join(folder, LIST_FILE));
  const newest = signingKeyId(list, releaseKeyIds(folder));
  if (newest === null) {
    throw new Error(
      `Cannot sign with the keys in "${folder}" as a private key of the list must be there: the list has ${list.keys.map(({ keyId }) => keyId).join(", ")}`,
    );
  }
  return { list, signedList, releaseKey: readKeyFile(join(folder, `release-key-${newest}.json`)) };
}

/** Its signature is for devices to check: whoever can write here could sign as well. */
function readKeyList(path: string): Pick<CurrentKeys, "list" | "signedList"> {
  const name = `the key list "${path}"`;
  let signedList: SignedEnvelope;
  try {
    signedList = JSON.parse(readFileSync(path, "utf8")) as SignedEnvelope; // checked below
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot read ${name}: ${problem}; have it signed with the root key`, { cause });
  }
  return { list: parseKeyList(openEnvelope(signedList, name).signed, name), signedList };
}

/** Changes with every file that is written there. */
function stampOf(folder: string): string {
  return [LIST_FILE, "."]
    .map((name) => {
      const path = join(folder, name);
      return existsSync(path) ? statSync(path).mtimeMs : 0;
    })
    .join();
}
