import { asRankError } from "../base/errors.ts";
import { FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import type { ReleaseRecord } from "../store/schema.ts";
import type { PulledHead, SyncClient } from "../sync/sync-client.ts";
import { heldRelease } from "./held-release.ts";
import type { Platform } from "./platform.ts";
import type { Visitor } from "./visitor.ts";

/**
 * Takes over the server's release, if it is another one and can be believed. A server that is down, or not to be believed, is a
 * warning; everything stays as it is then.
 */
export async function pullRelease(
  { records, random, warn }: Pick<Platform, "records" | "random" | "warn">,
  { person, sync }: { person: Pick<Visitor, "takeRelease">; sync: Pick<SyncClient, "pullHead"> },
): Promise<void> {
  try {
    const kept = await heldRelease(records);
    const canaryDraw = kept?.canaryDraw ?? random();
    const pulled = await sync.pullHead({ kept, layout: FEATURE_LAYOUT, canaryDraw });
    if (pulled.outcome === "unchanged") return;
    const headVersion = pulled.head?.version ?? kept?.headVersion ?? pulled.manifest.version;
    await person.takeRelease(recordOf(pulled, { canaryDraw, headVersion }), pulled.head);
  } catch (thrown) {
    warn(asRankError(thrown, "sync-failed"));
  }
}

function recordOf(
  { etag, headHash, manifest }: PulledHead & { readonly outcome: "new" },
  own: Pick<ReleaseRecord, "canaryDraw" | "headVersion">,
): ReleaseRecord {
  const { version, keysVersion, issuedAtMs, expiresAtMs, clipNorm } = manifest;
  const { deltaVersion, reportProbability, localSigma, privacy, secureAggregation } = manifest;
  return {
    key: "release",
    version,
    keysVersion,
    issuedAtMs,
    expiresAtMs,
    etag,
    headHash,
    ...own,
    clipNorm,
    deltaVersion,
    reportProbability,
    localSigma,
    privacy,
    isSplit: secureAggregation !== null,
  };
}
