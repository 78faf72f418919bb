import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeKeyList } from "./key-list.ts";
import type { KeyList } from "./key-list.ts";
import { encodeManifest } from "./manifest.ts";
import type { SignedManifest } from "./manifest.ts";
import { ReleaseError } from "./release-error.ts";
import {
  DAY_MS,
  ISSUED_AT_MS,
  keyList,
  keyOf,
  manifest,
  RELEASE,
  releaseBody,
  ROOT,
  sealed,
  verifyChecksum,
} from "./signed-release.test-helper.ts";
import type { SignedEnvelope } from "./signed-envelope.ts";
import { verifyRelease } from "./verify-release.ts";
import type { ReleaseTrust } from "./verify-release.ts";

const OTHER = 7;
const trust: ReleaseTrust = {
  roots: [keyOf(ROOT)],
  verify: verifyChecksum,
  nowMs: ISSUED_AT_MS,
  layout: "phi-1",
  seen: { version: 4, keysVersion: 2, issuedAtMs: ISSUED_AT_MS },
};

const keysSaying = (changes: Partial<KeyList>, seed = ROOT): ReturnType<typeof sealed> =>
  sealed("keys", encodeKeyList({ ...keyList, ...changes }), seed);
const manifestSaying = (changes: Partial<SignedManifest>, ...seeds: number[]): ReturnType<typeof sealed> =>
  sealed(
    "manifest",
    encodeManifest({ ...manifest, ...changes }),
    ...(seeds.length === 0 ? [RELEASE] : seeds),
  );

/** The same signatures under the id of another key. */
function claiming({ signed, signatures }: SignedEnvelope, seed: number): SignedEnvelope {
  return { signed, signatures: signatures.map((one) => ({ ...one, keyId: keyOf(seed).keyId })) };
}

async function refusalOf(body: string, changes: Partial<ReleaseTrust> = {}): Promise<ReleaseError> {
  const error: unknown = await verifyRelease(body, "m", { ...trust, ...changes }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ReleaseError);
  return error as ReleaseError; // checked above
}

describe("verifyRelease", () => {
  test("gives the manifest of what is signed all the way from a root key, seen before or not", async () => {
    expect(await verifyRelease(releaseBody(), "m", trust)).toEqual(manifest);
    expect(await verifyRelease(releaseBody(), "m", { ...trust, seen: null })).toEqual(manifest);
  });

  test("takes any of the page's root keys, and any key in the list", async () => {
    const keys = [...keyList.keys, keyOf(OTHER)];
    const body = releaseBody({ keys: keysSaying({ keys }), manifest: manifestSaying({}, OTHER) });
    const roots = [keyOf(9), keyOf(ROOT)];
    expect(await verifyRelease(body, "m", { ...trust, roots })).toEqual(manifest);
  });

  test("leaves out signatures by keys that the list has not, or no longer, if a listed one has signed too", async () => {
    const keys = keysSaying({ revoked: [keyOf(5).keyId] });
    const body = releaseBody({ keys, manifest: manifestSaying({}, OTHER, 5, RELEASE) });
    expect(await verifyRelease(body, "m", trust)).toEqual(manifest);
  });

  test.each<[string, string, string]>([
    ["signature", "a key list that another root has signed", releaseBody({ keys: keysSaying({}, OTHER) })],
    ["signature", "a key list that a release key has signed", releaseBody({ keys: keysSaying({}, RELEASE) })],
    ["key", "a manifest that the root has signed", releaseBody({ manifest: manifestSaying({}, ROOT) })],
    ["key", "a manifest by a key that is not listed", releaseBody({ manifest: manifestSaying({}, OTHER) })],
    [
      "key",
      "a manifest by a key that is revoked, though listed",
      releaseBody({ keys: keysSaying({ revoked: [keyOf(RELEASE).keyId] }) }),
    ],
    [
      "signature",
      "a manifest that claims to be signed with the listed key",
      releaseBody({ manifest: claiming(manifestSaying({}, OTHER), RELEASE) }),
    ],
    [
      "signature",
      "a key list that claims to be signed with the root key",
      releaseBody({ keys: claiming(keysSaying({}, OTHER), ROOT) }),
    ],
    [
      "signature",
      "a key list in the manifest's place under a manifest's signature",
      releaseBody({ keys: sealed("manifest", encodeKeyList(keyList), ROOT) }),
    ],
    [
      "format",
      "a signed key list where the manifest must be",
      releaseBody({ manifest: sealed("manifest", encodeKeyList(keyList), RELEASE) }),
    ],
    [
      "mixed",
      "a manifest with the key list after its own",
      releaseBody({ keys: keysSaying({ version: 3 }) }),
    ],
    [
      "mixed",
      "a manifest with a key list before its own",
      releaseBody({ manifest: manifestSaying({ keysVersion: 3 }) }),
    ],
    ["layout", "another layout", releaseBody({ manifest: manifestSaying({ layout: "phi-2" }) })],
    ["rollback", "a version below the one seen", releaseBody({ manifest: manifestSaying({ version: 3 }) })],
    [
      "rollback",
      "a key list below the one seen",
      releaseBody({ keys: keysSaying({ version: 1 }), manifest: manifestSaying({ keysVersion: 1 }) }),
    ],
    [
      "rollback",
      "an older manifest of the same version",
      releaseBody({ manifest: manifestSaying({ issuedAtMs: ISSUED_AT_MS - 3_600_001 }) }),
    ],
    ["format", "what is no JSON", "<!doctype html>"],
    ["format", "a manifest without keys", JSON.stringify({ manifest: manifestSaying({}) })],
    ["format", "null", "null"],
  ])("refuses as %s: %s", async (refusal, _, body) => {
    expect(await refusalOf(body)).toMatchObject({ refusal });
  });

  test("takes a release below the one seen once a later key list has revoked a key, which may have signed that", async () => {
    const body = (revoked: readonly string[]): string =>
      releaseBody({
        keys: keysSaying({ version: 3, revoked }),
        manifest: manifestSaying({ keysVersion: 3, version: 1, issuedAtMs: ISSUED_AT_MS - DAY_MS }),
      });
    const taken = await verifyRelease(body(["0123456789abcdef"]), "m", trust);
    expect(taken).toMatchObject({ version: 1, keysVersion: 3 });
    // A rotation is no reason.
    expect(await refusalOf(body([]))).toMatchObject({ refusal: "rollback" });
    // Nor is a list that was seen before.
    const seen = { version: 2, keysVersion: 3, issuedAtMs: ISSUED_AT_MS };
    expect(await refusalOf(body(["0123456789abcdef"]), { seen })).toMatchObject({ refusal: "rollback" });
  });

  test("a key that stays revoked in the next list ends what was seen once more, and lets nothing in that goes with a list of before", async () => {
    const revoked = ["0123456789abcdef"];
    const body = (keysVersion: number, manifestsKeys: number, version: number): string =>
      releaseBody({
        keys: keysSaying({ version: keysVersion, revoked }),
        manifest: manifestSaying({ keysVersion: manifestsKeys, version, issuedAtMs: ISSUED_AT_MS - DAY_MS }),
      });
    const seen = { version: 9, keysVersion: 3, issuedAtMs: ISSUED_AT_MS };
    // What goes with the list that was seen, and what went with it and now comes with the next one.
    expect(await refusalOf(body(3, 3, 8), { seen })).toMatchObject({ refusal: "rollback" });
    expect(await refusalOf(body(4, 3, 8), { seen })).toMatchObject({ refusal: "mixed" });
    const taken = await verifyRelease(body(4, 4, 8), "m", { ...trust, seen });
    expect(taken).toMatchObject({ version: 8, keysVersion: 4 });
    expect(await refusalOf(body(4, 4, 7), { seen: taken })).toMatchObject({ refusal: "rollback" });
  });

  test("calls what is behind by an hour at most late, whatever of it is lower", async () => {
    const issuedAtMs = ISSUED_AT_MS - 3_600_000;
    for (const changes of [{}, { version: 3 }]) {
      const late = releaseBody({ manifest: manifestSaying({ ...changes, issuedAtMs }) });
      expect(await refusalOf(late)).toMatchObject({ refusal: "late" });
    }
    const keysBehind = releaseBody({
      keys: keysSaying({ version: 1 }),
      manifest: manifestSaying({ keysVersion: 1, issuedAtMs }),
    });
    expect(await refusalOf(keysBehind)).toMatchObject({ refusal: "late" });
  });

  test("refuses a manifest and a key list a day after they have expired, not before", async () => {
    const manifestEnd = manifest.expiresAtMs + DAY_MS;
    expect(await verifyRelease(releaseBody(), "m", { ...trust, nowMs: manifestEnd })).toEqual(manifest);
    expect(await refusalOf(releaseBody(), { nowMs: manifestEnd + 1 })).toMatchObject({
      refusal: "expired",
      message: expect.stringContaining("1.0 days ago"),
    });
    const body = releaseBody({ keys: keysSaying({ expiresAtMs: ISSUED_AT_MS - DAY_MS - 1 }) });
    expect(await refusalOf(body)).toMatchObject({ refusal: "expired" });
  });

  test("takes a release on a device whose clock is years behind", async () => {
    expect(await verifyRelease(releaseBody(), "m", { ...trust, nowMs: 0 })).toEqual(manifest);
  });

  test("refuses every body with one character changed or with its end cut off", async () => {
    const body = releaseBody();
    for (let at = 0; at < body.length; at++) {
      const flipped = String.fromCharCode(body.charCodeAt(at) ^ 1);
      await refusalOf(body.slice(0, at) + flipped + body.slice(at + 1));
      await refusalOf(body.slice(0, at));
    }
  });

  test("answers anything with its typed error", async () => {
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((json) => `{"keys":${json},"manifest":${json}}`),
    );
    await fc.assert(fc.asyncProperty(body, async (text) => void (await refusalOf(text))));
  });
});
