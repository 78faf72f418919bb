import { createHash } from "node:crypto";
import { DELTA_VERSION } from "../federation/delta.ts";
import { encodeManifest } from "../federation/manifest.ts";
import type { Manifest, Participation, SignedManifest } from "../federation/manifest.ts";
import { signedBy } from "./signing-keys.ts";
import type { SigningKeys } from "./signing-keys.ts";

/** What `GET /v1/manifest` answers with. */
export interface ManifestSource {
  /** @throws {Error} if the store or the keys cannot be read, or the key list has expired. */
  current(): Promise<{ readonly body: string; readonly etag: string }>;
}

/** What a store says of its release; what it leaves out is as the source's options say. */
export interface ReleaseFacts extends Manifest, Partial<Participation> {
  /** When any of it last changed, by the clock that all nodes of a store agree on: all of them then sign the same bytes. */
  readonly changedAtMs?: number;
}

export interface ManifestSourceOptions {
  readonly store: { manifest(): Promise<ReleaseFacts> };
  readonly keys: SigningKeys;
  readonly participation?: Partial<Participation>;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
}

export const MANIFEST_LIFETIME_MS: number = 7 * 24 * 60 * 60 * 1_000;

/** Every device reports steps when they are due, without noise of its own or a promise of any. */
const DEFAULT_PARTICIPATION: Participation = {
  deltaVersion: DELTA_VERSION,
  reportProbability: 1,
  localSigma: 0,
  privacy: { noiseMultiplier: 0, delta: 1e-8, reportsPer90Days: 12 },
  canary: null,
  secureAggregation: null,
};

/**
 * Signs what a store offers, anew when it changes and when half of its lifetime is over. What is signed depends on the facts, the keys
 * and the half-life alone, and Ed25519 draws nothing: nodes with one store and one key answer with the same bytes.
 */
export function createManifestSource({
  store,
  keys,
  participation = {},
  nowMs,
}: ManifestSourceOptions): ManifestSource {
  /** For stores that do not say when. */
  let seen: { readonly facts: string; readonly atMs: number } | null = null;
  let answer: { readonly signed: string; readonly body: string; readonly etag: string } | null = null;

  return {
    current: async () => {
      const { changedAtMs, ...stored } = await store.manifest();
      const facts = { ...DEFAULT_PARTICIPATION, ...participation, ...stored };
      const text = JSON.stringify(facts);
      if (seen?.facts !== text) seen = { facts: text, atMs: nowMs() };
      const { list, signedList, releaseKey } = keys.current();
      if (nowMs() > list.expiresAtMs) {
        throw new Error(
          `Cannot sign the manifest as the key list must not have expired: it did at ${new Date(list.expiresAtMs).toISOString()}; sign it anew with the root key`,
        );
      }
      const issuedAtMs = lastHalfLife(changedAtMs ?? seen.atMs, nowMs());
      const signed = encodeManifest(manifestOf(facts, { issuedAtMs, keysVersion: list.version }));
      const basis = signed + releaseKey.keyId + signedList.signed;
      if (answer?.signed !== basis) {
        const body = JSON.stringify({ keys: signedList, manifest: signedBy(releaseKey, "manifest", signed) });
        const etag = `"${createHash("sha256").update(body).digest("hex").slice(0, 32)}"`;
        answer = { signed: basis, body, etag };
      }
      return { body: answer.body, etag: answer.etag };
    },
  };
}

/** The last time at which it was to be signed: a whole number of half-lives after it changed. */
function lastHalfLife(changedAtMs: number, nowMs: number): number {
  const halfLifeMs = MANIFEST_LIFETIME_MS / 2;
  const passed = Math.max(0, Math.floor((nowMs - changedAtMs) / halfLifeMs));
  return Math.floor(changedAtMs) + passed * halfLifeMs;
}

/** Field by field: what else a store may say is not for devices. */
function manifestOf(
  facts: Manifest & Participation,
  signing: Pick<SignedManifest, "issuedAtMs" | "keysVersion">,
): SignedManifest {
  const { version, layout, dimensions, clipNorm, head } = facts;
  const { deltaVersion, reportProbability, localSigma, privacy, canary, secureAggregation } = facts;
  return {
    version,
    layout,
    dimensions,
    clipNorm,
    head: { hash: head.hash, bytes: head.bytes },
    ...signing,
    expiresAtMs: signing.issuedAtMs + MANIFEST_LIFETIME_MS,
    deltaVersion,
    reportProbability,
    localSigma,
    privacy,
    canary,
    secureAggregation,
  };
}
