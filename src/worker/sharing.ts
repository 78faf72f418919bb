import { asRankError, RankError } from "../base/errors.ts";
import { clipByNorm, DEFAULT_CLIP_NORM } from "../federation/clip.ts";
import { encodeDelta } from "../federation/delta.ts";
import { quantize } from "../federation/quantize.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { offsetOf } from "../learning/personal-head.ts";
import type { OutboxRecord, SharingRecord } from "../store/schema.ts";
import type { SyncClient } from "../sync/sync-client.ts";
import type { Platform } from "./platform.ts";
import type { DeltaPreview, Shared } from "./protocol.ts";
import type { Visitor } from "./visitor.ts";

/** What leaves the device, and what comes back. */
export interface Sharing {
  /** Takes over a newer global head, if the server has one. A server that is down is a warning, not an error. */
  pull(): Promise<void>;
  /** Puts a delta into the outbox, exactly as it will be sent, and tries to send what is there. */
  share(): Promise<Shared>;
  /** Shares if enough was learned since the last time and the last time is long enough ago. */
  shareIfDue(): Promise<void>;
  /** The next upload as it would be sent now; null if there is nothing to share. */
  preview(): Promise<DeltaPreview | null>;
}

const MIN_UPDATES_BETWEEN_SHARES = 6;
const DAY_MS = 24 * 60 * 60 * 1000;
const MIN_DAYS_BETWEEN_SHARES = 7;
/** The privacy budget assumes no more; see the notes on participation in src/README.md. */
const MAX_SHARES = 12;
const SHARE_PERIOD_DAYS = 90;

/** @param sync Null where the page names no server: then nothing is ever made or sent. */
export function sharing(
  platform: Platform,
  { person, sync }: { person: Visitor; sync: SyncClient | null },
): Sharing {
  const { records, exclusively, now, random, warn } = platform;

  const pull = async (): Promise<void> => {
    if (sync === null) return;
    try {
      const { global } = await person.heads(null);
      const pulled = await sync.pullHead({
        etag: global.etag,
        currentVersion: global.version,
        layout: FEATURE_LAYOUT,
      });
      if (pulled.outcome === "new") await person.takeGlobalHead(pulled);
    } catch (thrown) {
      warn(asRankError(thrown, "sync-failed"));
    }
  };

  const sharedSoFar = async (headVersion: number): Promise<SharingRecord> => {
    const stored = await records.get("sharing", "sharing");
    const empty: SharingRecord = {
      key: "sharing",
      baseVersion: headVersion,
      sharedOffset: new Float64Array(FEATURE_COUNT),
      generation: 0,
      acceptedAtMs: [],
    };
    if (stored === undefined) return empty;
    // After a new head the whole offset may be sent once more: what the server has is in the head already.
    return stored.baseVersion === headVersion
      ? stored
      : { ...stored, baseVersion: headVersion, sharedOffset: empty.sharedOffset };
  };

  /** The delta as of now: what was learned since the last accepted upload under the same global head, clipped. */
  const measure = async (): Promise<
    (Omit<DeltaPreview, "bytes"> & { vector: Float32Array; offset: Float64Array; generation: number }) | null
  > => {
    const { global, personal } = await person.heads(null);
    const offset = offsetOf(personal.state);
    const { sharedOffset } = await sharedSoFar(personal.headVersion);
    const difference = Float32Array.from(offset, (value, at) => value - sharedOffset[at]);
    const clipNorm = global.clipNorm > 0 ? global.clipNorm : DEFAULT_CLIP_NORM;
    const { vector, normBeforeClip } = clipByNorm(difference, clipNorm);
    if (personal.generation === 0 || normBeforeClip === 0) return null;
    return {
      vector,
      offset,
      generation: personal.generation,
      dimensions: vector.length,
      normBeforeClip,
      clipNorm,
      baseVersion: personal.headVersion,
    };
  };

  const encode = ({
    vector,
    baseVersion,
    clipNorm,
  }: {
    vector: Float32Array;
    baseVersion: number;
    clipNorm: number;
  }): Uint8Array<ArrayBuffer> =>
    encodeDelta({ ...quantize(vector, random), baseVersion, clipNorm, layout: FEATURE_LAYOUT });

  const enqueue = (): Promise<"queued" | "nothing" | "spent"> =>
    exclusively(async () => {
      const waiting = await records.getAll("outbox");
      if (waiting.length > 0) return "queued";
      const measured = await measure();
      if (measured === null) return "nothing";
      const soFar = await sharedSoFar(measured.baseVersion);
      if (soFar.generation === measured.generation) return "nothing";
      if (recentShares(soFar, now()) >= MAX_SHARES) return "spent";
      const record: OutboxRecord = {
        key: randomKey(random),
        bytes: encode(measured),
        baseVersion: measured.baseVersion,
        createdAtMs: now(),
        offset: measured.offset,
        generation: measured.generation,
      };
      await records.write([{ type: "put", kind: "outbox", record }]);
      return "queued";
    });

  const settle = (record: OutboxRecord, isCounted: boolean): Promise<void> =>
    exclusively(async () => {
      const soFar = await sharedSoFar(record.baseVersion);
      const accepted: SharingRecord = {
        key: "sharing",
        baseVersion: record.baseVersion,
        sharedOffset: record.offset,
        generation: record.generation,
        acceptedAtMs: [...soFar.acceptedAtMs, now()].slice(-MAX_SHARES * 2),
      };
      await records.write([
        { type: "delete", kind: "outbox", key: record.key },
        ...(isCounted ? [{ type: "put" as const, kind: "sharing" as const, record: accepted }] : []),
      ]);
    });

  const share = async (): Promise<Shared> => {
    const headVersion = async (): Promise<number> => (await person.heads(null)).global.version;
    if (sync === null) return { outcome: "no-server", headVersion: await headVersion() };
    let outcome: Shared["outcome"] = "nothing-to-share";
    const queued = await enqueue();
    if (queued === "spent") {
      warn(
        new RankError(
          "sync-failed",
          `Cannot share again yet: a browser shares at most ${MAX_SHARES} times in ${SHARE_PERIOD_DAYS} days`,
        ),
      );
    }
    for (const record of await records.getAll("outbox")) {
      try {
        const sent = await sync.sendDelta({ key: record.key, bytes: record.bytes });
        await settle(record, sent === "accepted" || sent === "duplicate");
        outcome = sent === "stale" ? "nothing-to-share" : sent;
        if (sent === "rejected")
          warn(
            new RankError(
              "sync-failed",
              "Cannot share what was learned because the server rejected it; it is dropped",
            ),
          );
      } catch (thrown) {
        warn(asRankError(thrown, "sync-failed"));
        return { outcome: "queued", headVersion: await headVersion() };
      }
    }
    await pull();
    return { outcome, headVersion: await headVersion() };
  };

  return {
    pull,
    share,
    shareIfDue: async () => {
      if (sync === null) return;
      const { personal } = await person.heads(null);
      const soFar = await sharedSoFar(personal.headVersion);
      const lastMs = soFar.acceptedAtMs.at(-1) ?? Number.NEGATIVE_INFINITY;
      const isDue =
        personal.generation - soFar.generation >= MIN_UPDATES_BETWEEN_SHARES &&
        now() - lastMs >= MIN_DAYS_BETWEEN_SHARES * DAY_MS;
      if (isDue || (await records.keys("outbox")).length > 0) await share();
    },
    preview: async () => {
      const [waiting] = await records.getAll("outbox");
      const measured = await measure();
      if (measured === null) return null;
      const { dimensions, normBeforeClip, clipNorm, baseVersion } = measured;
      // What waits in the outbox is what will be sent; otherwise this is one draw of the rounding.
      return { bytes: waiting?.bytes ?? encode(measured), dimensions, normBeforeClip, clipNorm, baseVersion };
    },
  };
}

function recentShares({ acceptedAtMs }: SharingRecord, nowMs: number): number {
  return acceptedAtMs.filter((atMs) => nowMs - atMs < SHARE_PERIOD_DAYS * DAY_MS).length;
}

/** 128 random bits as 32 hex digits. */
function randomKey(random: () => number): string {
  return Array.from({ length: 16 }, () =>
    Math.floor(random() * 256)
      .toString(16)
      .padStart(2, "0"),
  ).join("");
}
