import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openEnvelope, signedMessage } from "../federation/signed-envelope.ts";
import { createKeyFile, keyIdOf, readKeyFile } from "./key-files.ts";
import { temporaryFolder } from "./server-fixture.ts";
import {
  createReleaseKey,
  createRootKey,
  ensureSigningKeys,
  openSigningKeys,
  rootKeyPath,
  rotateReleaseKey,
  signedBy,
  signKeyList,
} from "./signing-keys.ts";
import type { CurrentKeys } from "./signing-keys.ts";

const YEAR_MS = 365 * 86_400_000;

/** Says whether the list in these keys has a good signature by the root key in this file, as a device would check. */
async function isSignedBy(rootPath: string, { signedList }: CurrentKeys): Promise<boolean> {
  const { keyId, publicKey } = readKeyFile(rootPath);
  const { signed, signatures } = openEnvelope(signedList, "list");
  const [signature] = signatures;
  const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  return (
    signature.keyId === keyId &&
    (await crypto.subtle.verify("Ed25519", key, signature.signature, signedMessage("keys", signed)))
  );
}

describe("ensureSigningKeys", () => {
  test("makes what a server needs to start, for its owner's eyes, and keeps it", async () => {
    const folder = join(temporaryFolder(), "keys");
    const made = ensureSigningKeys(folder, 0).current();
    expect(made.list).toMatchObject({ version: 1, expiresAtMs: YEAR_MS, revoked: [] });
    expect(made.list.keys).toEqual([{ keyId: made.releaseKey.keyId, publicKey: made.releaseKey.publicKey }]);
    expect(await isSignedBy(rootKeyPath(folder), made)).toBe(true);
    const names = readdirSync(folder).toSorted();
    expect(names).toEqual(["key-list.json", `release-key-${made.releaseKey.keyId}.json`, "root-key.json"]);
    for (const name of names.slice(1)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const again = ensureSigningKeys(folder, YEAR_MS / 2).current();
    expect(again.list).toEqual(made.list);
    expect(readdirSync(folder).toSorted()).toEqual(names);
  });

  test("signs the list anew when half of its life is over, if the root key is here", async () => {
    const folder = temporaryFolder();
    ensureSigningKeys(folder, 0);
    const renewed = ensureSigningKeys(folder, YEAR_MS / 2 + 1).current();
    expect(renewed.list).toMatchObject({ version: 2, expiresAtMs: 1.5 * YEAR_MS + 1 });
    expect(await isSignedBy(rootKeyPath(folder), renewed)).toBe(true);
    rmSync(rootKeyPath(folder));
    expect(ensureSigningKeys(folder, 2 * YEAR_MS).current().list.version).toBe(2);
  });
});

describe("a root key that is kept elsewhere", () => {
  test("signs a list for keys it does not have, and the server works without it", async () => {
    const [safe, folder] = [temporaryFolder(), temporaryFolder()];
    createRootKey(safe);
    const { keyId, publicKey } = createReleaseKey(folder);
    signKeyList(folder, { rootPath: rootKeyPath(safe), nowMs: 0, change: { add: [{ keyId, publicKey }] } });
    const keys = ensureSigningKeys(folder, 0).current();
    expect(keys.releaseKey.keyId).toBe(keyId);
    expect(await isSignedBy(rootKeyPath(safe), keys)).toBe(true);
    expect(readdirSync(folder)).not.toContain("root-key.json");
  });

  test("is never written over", () => {
    const folder = temporaryFolder();
    const { publicText } = createRootKey(folder);
    expect(() => createRootKey(folder)).toThrow("never written over another one");
    expect(readKeyFile(rootKeyPath(folder)).publicText).toBe(publicText);
    expect(readdirSync(folder)).toEqual(["root-key.json"]);
  });
});

describe("rotateReleaseKey", () => {
  test("signs with the new key from then on, without a restart, and leaves the old one good", () => {
    const folder = temporaryFolder();
    const keys = ensureSigningKeys(folder, 0);
    const before = keys.current();
    const key = rotateReleaseKey(folder, { rootPath: rootKeyPath(folder), nowMs: 5 });
    const after = keys.current();
    expect(after.releaseKey.keyId).toBe(key.keyId);
    expect(after.list).toMatchObject({ version: 2, expiresAtMs: YEAR_MS + 5 });
    expect(after.list.keys.map(({ keyId }) => keyId)).toEqual([before.releaseKey.keyId, key.keyId]);
  });
});

describe("signKeyList", () => {
  test("revokes a key for good, also where somebody would add it again", () => {
    const folder = temporaryFolder();
    const keys = ensureSigningKeys(folder, 0);
    const rootPath = rootKeyPath(folder);
    const stolen = keys.current().releaseKey;
    const next = rotateReleaseKey(folder, { rootPath, nowMs: 0 });
    signKeyList(folder, { rootPath, nowMs: 0, change: { revoke: [stolen.keyId] } });
    signKeyList(folder, { rootPath, nowMs: 0, change: { add: [stolen] } });
    const { list, releaseKey } = keys.current();
    expect(list).toMatchObject({ version: 4, revoked: [stolen.keyId] });
    expect(list.keys.map(({ keyId }) => keyId)).toEqual([next.keyId]);
    expect(releaseKey.keyId).toBe(next.keyId);
  });

  test("drops a key that is worn out, and goes back to the one before", () => {
    const folder = temporaryFolder();
    const keys = ensureSigningKeys(folder, 0);
    const first = keys.current().releaseKey.keyId;
    const rootPath = rootKeyPath(folder);
    const { keyId } = rotateReleaseKey(folder, { rootPath, nowMs: 0 });
    signKeyList(folder, { rootPath, nowMs: 0, change: { drop: [keyId] } });
    expect(keys.current().releaseKey.keyId).toBe(first);
    expect(keys.current().list.revoked).toEqual([]);
  });

  test("leaves a key in the list, and the list as it is where it cannot", () => {
    const folder = temporaryFolder();
    const keys = ensureSigningKeys(folder, 0);
    const { releaseKey } = keys.current();
    const rootPath = rootKeyPath(folder);
    const revoke = (): unknown =>
      signKeyList(folder, { rootPath, nowMs: 0, change: { revoke: [releaseKey.keyId] } });
    expect(revoke).toThrow("a key must be left");
    expect(() => signKeyList(folder, { rootPath: "/nowhere", nowMs: 0, change: {} })).toThrow(
      'Cannot use the key file "/nowhere"',
    );
    expect(keys.current().list.version).toBe(1);
  });
});

describe("openSigningKeys", () => {
  test("says what is missing or damaged when it is asked", () => {
    const folder = temporaryFolder();
    const keys = openSigningKeys(folder);
    expect(() => keys.current()).toThrow("have it signed with the root key");
    const { releaseKey } = ensureSigningKeys(folder, 0).current();
    const path = join(folder, `release-key-${releaseKey.keyId}.json`);
    const text = readFileSync(path, "utf8");
    rmSync(path);
    expect(() => keys.current()).toThrow("a private key of the list must be there");
    writeFileSync(path, text.slice(0, 20));
    expect(() => keys.current()).toThrow(`Cannot use the key file "${path}"`);
    writeFileSync(path, text);
    expect(keys.current().releaseKey.keyId).toBe(releaseKey.keyId);
    writeFileSync(join(folder, "key-list.json"), "{}");
    expect(() => keys.current()).toThrow('"signed" must be');
  });
});

describe("readKeyFile", () => {
  test.each([
    ["another type of key", '{"kty":"oct","k":"AAAA"}'],
    ["a public key", '{"kty":"OKP","crv":"Ed25519","x":"7f-hbujgnGrSbANvrpP4rNdbr2GU8yzY2MJI10E4Cco"}'],
    ["no JSON", "-----BEGIN PRIVATE KEY-----"],
  ])("refuses %s", (_, text) => {
    const path = join(temporaryFolder(), "key.json");
    writeFileSync(path, text);
    expect(() => readKeyFile(path)).toThrow("must hold a private Ed25519 key");
  });

  test("gives the key that createKeyFile made, whose id is of its public part", () => {
    const folder = temporaryFolder();
    const made = createKeyFile((keyId) => join(folder, keyId));
    const read = readKeyFile(join(folder, made.keyId));
    expect(read.publicKey).toEqual(made.publicKey);
    expect(keyIdOf(read.publicKey)).toBe(made.keyId);
    expect(signedBy(read, "keys", "x")).toEqual(signedBy(made, "keys", "x"));
    expect(signedBy(read, "keys", "x")).not.toEqual(signedBy(made, "manifest", "x"));
  });
});
