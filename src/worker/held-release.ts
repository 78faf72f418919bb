import type { Records } from "../store/records.ts";
import type { ReleaseRecord } from "../store/sharing-records.ts";
import { usableGlobal } from "./usable-records.ts";

/**
 * The release that was taken last, without the hash of its head where that is not there any more, or another one: it is fetched again
 * then. Null if none was taken, or what is stored is none: any script of the page may have written there.
 */
export async function heldRelease(records: Records): Promise<ReleaseRecord | null> {
  const release = await records.get("release", "release");
  if (release === undefined || !isUsable(release)) return null;
  const global = await records.get("global", "global");
  const isThere = global?.version === release.headVersion && usableGlobal(global, null) === global;
  return isThere ? release : { ...release, etag: null, headHash: null };
}

/**
 * Whether a release is from before another one, in any of its numbers. Under a later list of keys the others may be lower: both were verified,
 * and a key that was revoked may have signed the higher ones.
 */
export function isOlder(release: ReleaseRecord, other: ReleaseRecord): boolean {
  if (release.keysVersion > other.keysVersion) return false;
  return NEVER_DOWN.some((field) => release[field] < other[field]);
}

const NEVER_DOWN = ["version", "keysVersion", "issuedAtMs"] as const;

function isUsable(record: ReleaseRecord): boolean {
  const { etag, headHash, canaryDraw, clipNorm, reportProbability, localSigma, privacy } = record;
  const { noiseMultiplier, delta, reportsPer90Days } = privacy ?? {};
  return (
    [...NEVER_DOWN, "expiresAtMs" as const, "headVersion" as const].every((field) => record[field] >= 0) &&
    [etag, headHash].every((text) => text === null || typeof text === "string") &&
    [canaryDraw, localSigma, noiseMultiplier].every((value) => value >= 0 && value < Infinity) &&
    [reportProbability, delta, clipNorm].every((value) => value > 0 && value < Infinity) &&
    reportsPer90Days >= 1
  );
}
