import { parseKeyList } from "./key-list.ts";
import type { KeyList, ReleaseKey } from "./key-list.ts";
import { parseManifest } from "./manifest.ts";
import type { SignedManifest } from "./manifest.ts";
import { fieldsOf, jsonOf } from "./read-fields.ts";
import { ReleaseError } from "./release-error.ts";
import { openEnvelope, signedMessage } from "./signed-envelope.ts";
import type { OpenedEnvelope, Verify } from "./signed-envelope.ts";

/** What was seen of releases before; none of it ever goes down, but after a key was revoked. */
export interface SeenRelease {
  /** Of the manifest. */
  readonly version: number;
  readonly keysVersion: number;
  readonly issuedAtMs: number;
}

/** What a release is judged by. */
export interface ReleaseTrust {
  /** Those that the page names; one of them must have signed the key list. */
  readonly roots: readonly ReleaseKey[];
  readonly verify: Verify;
  /** Milliseconds since 1970, by the device's clock. */
  readonly nowMs: number;
  /** Id of the feature layout that the device computes. */
  readonly layout: string;
  /** Null on a device that has taken none yet. */
  readonly seen: SeenRelease | null;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Clocks of devices are wrong by hours more often than releases are held back for a day. */
export const CLOCK_LEEWAY_MS: number = DAY_MS;
/** How far behind a cache, or one of several servers, may be without anybody being at fault. */
const MAX_LATE_MS = 60 * 60 * 1_000;

/**
 * Reads what a server answers to `GET /v1/manifest`, believing only what is signed: the key list by a root key, the manifest by a key
 * that is listed and not revoked. Refuses what has expired, what is older than what was seen, and parts of different times.
 *
 * @param body   `{ keys, manifest }`, both a {@link SignedEnvelope}, as JSON.
 * @param source What it is called in errors, e.g. its URL.
 * @throws {ReleaseError} whatever the body is; nothing of it may be stored then.
 * @see The Update Framework, https://theupdateframework.github.io/specification/latest/#detailed-client-workflow, for the attacks
 */
export async function verifyRelease(
  body: string,
  source: string,
  trust: ReleaseTrust,
): Promise<SignedManifest> {
  const { seen } = trust;
  const read = fieldsOf(jsonOf(body, `the release "${source}"`), `the release "${source}"`);
  const keysName = `the key list of "${source}"`;
  const name = `the manifest "${source}"`;
  const envelope = openEnvelope(read("manifest", isAnything, "an object"), name);
  const list = await verifiedKeyList(
    openEnvelope(read("keys", isAnything, "an object"), keysName),
    keysName,
    trust,
  );
  requireCurrent(list.expiresAtMs, keysName, trust);
  await requireListedKey(envelope, list, { name, verify: trust.verify });
  const manifest = parseManifest(envelope.signed, name);
  if (manifest.keysVersion !== list.version) {
    throw new ReleaseError(
      "mixed",
      `Cannot use ${name} as it must come with version ${manifest.keysVersion} of the key list: got ${list.version}`,
    );
  }
  requireCurrent(manifest.expiresAtMs, name, trust);
  if (seen !== null && !endsWhatWasSeen(list, seen)) requireNoOlder(manifest, name, seen);
  if (manifest.layout !== trust.layout) {
    throw new ReleaseError(
      "layout",
      `Cannot use ${name} as its feature layout must be "${trust.layout}": got ${JSON.stringify(manifest.layout.slice(0, 80))}; update the script or the server, whichever is older`,
    );
  }
  return manifest;
}

/** @throws {ReleaseError} `expired` for what holds no longer, by the device's clock. */
export function requireCurrent(
  expiresAtMs: number,
  name: string,
  { nowMs }: Pick<ReleaseTrust, "nowMs">,
): void {
  if (nowMs <= expiresAtMs + CLOCK_LEEWAY_MS) return;
  const days = ((nowMs - expiresAtMs) / DAY_MS).toFixed(1);
  throw new ReleaseError(
    "expired",
    `Cannot use ${name} as it must not have expired: by this device's clock it did ${days} days ago`,
  );
}

/** What is in the list is not looked at before. */
async function verifiedKeyList(
  { signed, signatures }: OpenedEnvelope,
  name: string,
  { roots, verify }: ReleaseTrust,
): Promise<KeyList> {
  const message = signedMessage("keys", signed);
  for (const { keyId, signature } of signatures) {
    const root = roots.find((one) => one.keyId === keyId);
    if (root !== undefined && (await verify(root.publicKey, signature, message)))
      return parseKeyList(signed, name);
  }
  throw new ReleaseError(
    "signature",
    `Cannot use ${name} as a root key that the page names must have signed it: got ${signatures.map(({ keyId }) => keyId).join(", ")}; check "sync-key"`,
  );
}

/** Signatures by keys that are not listed are left out: during a rotation there may be one for older devices. */
async function requireListedKey(
  { signed, signatures }: OpenedEnvelope,
  { keys, revoked }: KeyList,
  { name, verify }: { readonly name: string; readonly verify: Verify },
): Promise<void> {
  const message = signedMessage("manifest", signed);
  let isListed = false;
  for (const { keyId, signature } of signatures) {
    const key = revoked.includes(keyId) ? undefined : keys.find((one) => one.keyId === keyId);
    if (key === undefined) continue;
    isListed = true;
    if (await verify(key.publicKey, signature, message)) return;
  }
  const ids = signatures.map(({ keyId }) => keyId).join(", ");
  if (isListed)
    throw new ReleaseError("signature", `Cannot use ${name} as its signature by ${ids} does not fit it`);
  const isRevoked = signatures.some(({ keyId }) => revoked.includes(keyId));
  throw new ReleaseError(
    "key",
    `Cannot use ${name} as a listed key must have signed it: got ${ids}, ${isRevoked ? "which is revoked" : "which is not listed"}`,
  );
}

/**
 * Whether a root has revoked a key since. Whoever had that key may have shown this device a release with the highest number there is, and
 * all that are true would be older for ever. Nothing of before comes back by this: a manifest names the list that it goes with.
 *
 * A key that stays revoked in later lists ends it again with each of them. That is harmless: what names a list was signed after it, by a
 * key that is not revoked, and so is no older than what came with the list before; and once it is taken, all below it is refused again.
 *
 * @see The Update Framework, "fast-forward attack recovery"
 */
function endsWhatWasSeen({ version, revoked }: KeyList, seen: SeenRelease): boolean {
  return version > seen.keysVersion && revoked.length > 0;
}

function requireNoOlder(manifest: SignedManifest, name: string, seen: SeenRelease): void {
  const fields = ["version", "keysVersion", "issuedAtMs"] as const;
  const lower = fields.find((field) => manifest[field] < seen[field]);
  if (lower === undefined) return;
  const lateMs = seen.issuedAtMs - manifest.issuedAtMs;
  throw new ReleaseError(
    lateMs > 0 && lateMs <= MAX_LATE_MS ? "late" : "rollback",
    `Cannot use ${name} as its ${lower} must be ${seen[lower]} or later, which was seen before: got ${manifest[lower]}; check that the server did not lose its data`,
  );
}

function isAnything(value: unknown): value is unknown {
  return value !== undefined;
}
