import { asRankError, RankError } from "../base/errors.ts";
import { type Random, randomBytes } from "../base/random.ts";
import { splitReport } from "../federation/split-report.ts";
import { encodeSplitShare, splitReportId } from "../federation/split-share.ts";
import { splitUnits } from "../federation/split-units.ts";
import { FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { SPLIT_COORDINATES_VERSION, splitCoordinates } from "../learning/split-coordinates.ts";
import type { OutboxRecord } from "../store/sharing-records.ts";
import type { SendOutcome, SyncClient } from "../sync/sync-client.ts";
import { BusyError } from "../sync/busy-error.ts";
import type { Platform } from "./platform.ts";

/** Both files of an upload, and the name by which both servers count it once. */
export interface SplitUpload {
  /** 32 hex digits. */
  readonly key: string;
  /** For the server that the page names. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** For the second one. */
  readonly helperBytes: Uint8Array<ArrayBuffer>;
}

/** Uploads in two parts, for two servers: a file of its own, which only pages of such servers load. */
export const splitUploads: {
  readonly valuesOf: typeof valuesOf;
  readonly make: typeof makeUpload;
  readonly send: typeof sendUpload;
} = {
  valuesOf,
  make: makeUpload,
  send: sendUpload,
};

/** No page names it, so that a policy may have been written without it. */
const WHO_IT_IS =
  'It is the second aggregator of the server that the page names as "sync": a Content-Security-Policy has to allow both in connect-src';

/** What of a step is split, [64]; the rest is left out. */
function valuesOf(step: ArrayLike<number>): number[] {
  return splitCoordinates().map((at) => step[at]);
}

/**
 * Rounds a step and splits it in two, each part as good as chance by itself.
 *
 * @param values [k]: of the coordinates that are split, with the noise that is asked for.
 * @param random Unpredictable: who can guess it sees the values.
 */
async function makeUpload(
  values: Float32Array,
  {
    clipNorm,
    baseVersion,
    random,
  }: { readonly clipNorm: number; readonly baseVersion: number; readonly random: Random },
): Promise<SplitUpload> {
  const report = await splitReport(splitUnits(values, { clipNorm, random }), randomBytes(random));
  const { nonce, publicShare, leaderShare, helperShare } = report;
  const terms = {
    layout: FEATURE_LAYOUT,
    clipNorm,
    coordinates: SPLIT_COORDINATES_VERSION,
    dimensions: values.length,
  };
  const both = { nonce, publicShare, baseVersion };
  return {
    key: splitReportId(report),
    bytes: encodeSplitShare({ ...both, role: "leader", share: leaderShare }, terms),
    helperBytes: encodeSplitShare({ ...both, role: "helper", share: helperShare }, terms),
  };
}

/**
 * Sends both parts of what waits in the outbox, the second server's first: whatever the first then says holds for all of it. What has
 * answered is not asked again.
 *
 * @throws {RankError} `sync-failed` if one of them has not answered.
 */
async function sendUpload(
  { key, bytes, helper }: Pick<OutboxRecord, "key" | "bytes" | "helper">,
  {
    sync,
    records,
    exclusively,
  }: Pick<Platform, "records" | "exclusively"> & { readonly sync: Pick<SyncClient, "sendDelta"> },
): Promise<SendOutcome> {
  if (helper !== undefined && (await records.get("outbox", key))?.helper?.isTaken !== true) {
    const to = `${helper.url.replace(/\/$/, "")}/shares`;
    const taken = await sync.sendDelta({ to, key, bytes: helper.bytes }).catch((thrown: unknown) => {
      if (thrown instanceof BusyError) throw thrown;
      const { message } = asRankError(thrown, "sync-failed");
      throw new RankError("sync-failed", `${message}. ${WHO_IT_IS}`, { cause: thrown });
    });
    if (taken === "rejected" || taken === "stale") return taken;
    const isThere = await exclusively(async () => {
      const stored = await records.get("outbox", key);
      if (stored === undefined) return false;
      const outbox = { ...stored, helper: { ...helper, isTaken: true } };
      await records.write([{ type: "put", kind: "outbox", record: outbox }]);
      return true;
    });
    if (!isThere) return "stale"; // erased or forgotten meanwhile: the other part says nothing without this one
  }
  return sync.sendDelta({ to: "shares", key, bytes });
}
