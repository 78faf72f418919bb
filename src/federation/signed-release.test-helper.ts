import { crc32 } from "../base/checksum.ts";
import { encodeKeyList } from "./key-list.ts";
import type { KeyList, ReleaseKey } from "./key-list.ts";
import { encodeManifest } from "./manifest.ts";
import type { SignedManifest } from "./manifest.ts";
import { sealEnvelope, signedMessage } from "./signed-envelope.ts";
import type { SignedEnvelope, SignedKind, Verify } from "./signed-envelope.ts";

export const DAY_MS: number = 86_400_000;
/** When the releases of these tests are made. */
export const ISSUED_AT_MS: number = 1_000 * DAY_MS;

export const manifest: SignedManifest = {
  version: 4,
  layout: "phi-1",
  dimensions: 3,
  clipNorm: 1,
  head: { hash: "0f".repeat(32), bytes: 200 },
  issuedAtMs: ISSUED_AT_MS,
  expiresAtMs: ISSUED_AT_MS + 7 * DAY_MS,
  keysVersion: 2,
  deltaVersion: 2,
  reportProbability: 0.25,
  localSigma: 0,
  privacy: { noiseMultiplier: 1, delta: 1e-8, reportsPer90Days: 12 },
  canary: { share: 0.1, head: { version: 5, hash: "ab".repeat(32), bytes: 200 } },
  secureAggregation: null,
};

/** Stands in for a key pair: whoever knows the public key can sign. */
export const keyOf = (seed: number): ReleaseKey => ({
  keyId: seed.toString(16).padStart(16, "0"),
  publicKey: new Uint8Array(32).fill(seed),
});
export const ROOT = 1;
export const RELEASE = 2;

export const keyList: KeyList = {
  version: 2,
  expiresAtMs: ISSUED_AT_MS + 365 * DAY_MS,
  keys: [keyOf(RELEASE)],
  revoked: [],
};

/** What a signature is here: the checksum of key and message, sixteen times. No cryptography. */
function checksumSignature(publicKey: Uint8Array, message: Uint8Array): Uint8Array<ArrayBuffer> {
  const sum = crc32([publicKey, message]);
  return new Uint8Array(new Uint32Array(16).fill(sum).buffer);
}

export const verifyChecksum: Verify = async (publicKey, signature, message) =>
  checksumSignature(publicKey, message).every((byte, at) => byte === signature[at]);

export function sealed(kind: SignedKind, signed: string, ...seeds: number[]): SignedEnvelope {
  const message = signedMessage(kind, signed);
  const signatures = seeds.map((seed) => {
    const { keyId, publicKey } = keyOf(seed);
    return { keyId, signature: checksumSignature(publicKey, message) };
  });
  return sealEnvelope(signed, signatures);
}

/** The body of a release, as a server answers it. */
export function releaseBody(
  changes: {
    readonly keys?: SignedEnvelope;
    readonly manifest?: SignedEnvelope;
  } = {},
): string {
  return JSON.stringify({
    keys: changes.keys ?? sealed("keys", encodeKeyList(keyList), ROOT),
    manifest: changes.manifest ?? sealed("manifest", encodeManifest(manifest), RELEASE),
  });
}
