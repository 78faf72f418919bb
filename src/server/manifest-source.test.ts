import { describe, expect, test } from "vitest";
import { parseManifest } from "../federation/manifest.ts";
import type { SignedManifest } from "../federation/manifest.ts";
import { openEnvelope, signedMessage } from "../federation/signed-envelope.ts";
import type { SignedEnvelope } from "../federation/signed-envelope.ts";
import { createManifestSource, MANIFEST_LIFETIME_MS } from "./manifest-source.ts";
import type { ReleaseFacts } from "./manifest-source.ts";
import { temporaryFolder } from "./server-fixture.ts";
import {
  ensureSigningKeys,
  passingSigningKeys,
  rootKeyPath,
  rotateReleaseKey,
  signKeyList,
} from "./signing-keys.ts";
import type { SigningKeys } from "./signing-keys.ts";

const HALF_MS = MANIFEST_LIFETIME_MS / 2;
const release: ReleaseFacts = {
  version: 3,
  layout: "phi-1",
  dimensions: 3,
  clipNorm: 1,
  head: { hash: "0f".repeat(32), bytes: 200 },
  changedAtMs: 1_000,
};

interface Setting {
  facts: ReleaseFacts;
  nowMs: number;
  readonly keys: SigningKeys;
}

function setUp(changes: Partial<Setting> = {}): Setting & ReturnType<typeof createManifestSource> {
  const setting: Setting = { facts: release, nowMs: 1_000, keys: passingSigningKeys(0), ...changes };
  const source = createManifestSource({
    store: { manifest: async () => setting.facts },
    keys: setting.keys,
    nowMs: () => setting.nowMs,
  });
  return Object.assign(setting, source);
}

interface Body {
  readonly keys: SignedEnvelope;
  readonly manifest: SignedEnvelope;
}
const partsOf = (body: string): Body => JSON.parse(body) as Body;
const manifestIn = (body: string): SignedManifest => parseManifest(partsOf(body).manifest.signed, "m");

describe("createManifestSource", () => {
  test("signs what the store says and the terms, for seven days, with the listed key", async () => {
    const setting = setUp();
    const { body } = await setting.current();
    expect(manifestIn(body)).toEqual({
      version: 3,
      deltaVersion: 2,
      layout: "phi-1",
      dimensions: 3,
      clipNorm: 1,
      head: release.head,
      issuedAtMs: 1_000,
      expiresAtMs: 1_000 + MANIFEST_LIFETIME_MS,
      keysVersion: 1,
      reportProbability: 1,
      localSigma: 0,
      privacy: { noiseMultiplier: 0, delta: 1e-8, reportsPer90Days: 12 },
      canary: null,
      secureAggregation: null,
    });
    const { keys, manifest } = partsOf(body);
    const { list, signedList } = setting.keys.current();
    expect(keys).toEqual(signedList);
    const { signed, signatures } = openEnvelope(manifest, "m");
    expect(signatures.map(({ keyId }) => keyId)).toEqual([list.keys[0].keyId]);
    const key = await crypto.subtle.importKey("raw", list.keys[0].publicKey, "Ed25519", false, ["verify"]);
    const message = signedMessage("manifest", signed);
    expect(await crypto.subtle.verify("Ed25519", key, signatures[0].signature, message)).toBe(true);
  });

  test("prefers the store's own terms to the source's", async () => {
    const keys = passingSigningKeys(0);
    const store = { manifest: async () => ({ ...release, reportProbability: 0.5 }) };
    const participation = { reportProbability: 0.1, localSigma: 2 };
    const { body } = await createManifestSource({ store, keys, participation, nowMs: () => 0 }).current();
    expect(manifestIn(body)).toMatchObject({ reportProbability: 0.5, localSigma: 2 });
  });

  test("gives the same answer until half of its life is over, then one that is issued then", async () => {
    const setting = setUp();
    const first = await setting.current();
    setting.nowMs = 999 + HALF_MS;
    expect(await setting.current()).toEqual(first);
    setting.nowMs = 1_000 + HALF_MS;
    const second = await setting.current();
    expect(second.etag).not.toBe(first.etag);
    expect(manifestIn(second.body)).toMatchObject({
      issuedAtMs: 1_000 + HALF_MS,
      expiresAtMs: 1_000 + HALF_MS + MANIFEST_LIFETIME_MS,
    });
    setting.nowMs = 1_000 + 9.2 * HALF_MS;
    expect(manifestIn((await setting.current()).body).issuedAtMs).toBe(1_000 + 9 * HALF_MS);
  });

  test("signs anew at once when the facts change", async () => {
    const setting = setUp();
    const first = await setting.current();
    setting.nowMs = 5_000;
    setting.facts = { ...release, version: 4, changedAtMs: 4_000 };
    const second = await setting.current();
    expect(second.etag).not.toBe(first.etag);
    expect(manifestIn(second.body)).toMatchObject({ version: 4, issuedAtMs: 4_000 });
  });

  test("signs the same bytes on every node, whatever their clocks say within a half-life", async () => {
    const keys = passingSigningKeys(0);
    const [one, other] = [setUp({ keys }), setUp({ keys, nowMs: 70_000 })];
    expect(await other.current()).toEqual(await one.current());
    one.nowMs = 900; // behind the store's clock
    expect(await other.current()).toEqual(await one.current());
  });

  test("of a store that does not say when, dates what it sees first", async () => {
    const { changedAtMs: _, ...facts } = release;
    const setting = setUp({ facts, nowMs: 7_000 });
    expect(manifestIn((await setting.current()).body).issuedAtMs).toBe(7_000);
    setting.nowMs = 8_000;
    expect(manifestIn((await setting.current()).body).issuedAtMs).toBe(7_000);
    setting.facts = { ...facts, version: 4 };
    expect(manifestIn((await setting.current()).body).issuedAtMs).toBe(8_000);
  });

  test("goes with the keys of the moment: the list's version, and a key that is not revoked", async () => {
    const folder = temporaryFolder();
    const setting = setUp({ keys: ensureSigningKeys(folder, 0) });
    const old = partsOf((await setting.current()).body).manifest.signatures[0].keyId;
    const rootPath = rootKeyPath(folder);
    const { keyId } = rotateReleaseKey(folder, { rootPath, nowMs: 0 });
    signKeyList(folder, { rootPath, nowMs: 0, change: { revoke: [old] } });
    const { body } = await setting.current();
    expect(manifestIn(body).keysVersion).toBe(3);
    expect(partsOf(body).manifest.signatures[0].keyId).toBe(keyId);
  });

  test("answers nothing once the key list has expired, and says what to do", async () => {
    const setting = setUp({ nowMs: 366 * 86_400_000 });
    await expect(setting.current()).rejects.toThrow("sign it anew with the root key");
  });

  test("gives devices no field that is not theirs", async () => {
    const facts = { ...release, head: { ...release.head, url: "x" }, salt: "secret" };
    const { body } = await setUp({ facts }).current();
    expect(body).not.toMatch(/salt|url|changedAtMs/);
  });
});
