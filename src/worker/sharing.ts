import { asRankError, RankError } from "../base/errors.ts";
import { clipByNorm, DEFAULT_CLIP_NORM } from "../federation/clip.ts";
import { encodeDelta } from "../federation/delta.ts";
import { quantize } from "../federation/quantize.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import type { OutboxRecord, SharingRecord } from "../store/schema.ts";
import type { SyncClient } from "../sync/sync-client.ts";
import type { Platform } from "./platform.ts";
import type { DeltaPreview, Shared } from "./protocol.ts";
import type { Heads, Visitor } from "./visitor.ts";

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
export const MAX_SHARES = 12;
export const SHARE_PERIOD_DAYS = 90;

/** What is to be sent, before it is rounded. */
interface Measured extends Omit<DeltaPreview, "bytes"> {
  readonly vector: Float32Array;
  readonly offset: Float64Array;
  readonly generation: number;
}

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

  const sharedSoFar = async ({ headVersion, state }: Heads["personal"]): Promise<SharingRecord> => {
    const stored = await records.get("sharing", "sharing");
    const nothing = new Float64Array(FEATURE_COUNT);
    // What was shared of another feature layout says nothing about this one; the uploads count all the same.
    if (stored?.sharedOffset.length !== FEATURE_COUNT) {
      const sentAtMs = stored?.sentAtMs ?? [];
      return { key: "sharing", baseVersion: headVersion, sharedOffset: nothing, generation: 0, sentAtMs };
    }
    // A Bayesian head gives up what a new global head has taken over, so its whole offset is new again. The others
    // keep their offset through a new head: what they have shared stays shared.
    const isRebased =
      stored.baseVersion !== headVersion && (state.type === "bayes" || state.type === "low-rank");
    const sharedOffset = stored.importedOffset?.length === FEATURE_COUNT ? stored.importedOffset : nothing;
    return { ...stored, baseVersion: headVersion, ...(isRebased ? { sharedOffset } : {}) };
  };

  /** The delta as of now: what was learned since the last accepted upload under the same global head, clipped. */
  const measure = async (): Promise<Measured | null> => {
    const { global, personal, learner } = await person.heads(null);
    const offset = learner.offset(personal.state);
    const { sharedOffset } = await sharedSoFar(personal);
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

  /** The rounding is drawn once for what is to be sent: the bytes that were shown are the bytes that go. */
  let draft: { readonly measured: Measured; readonly bytes: Uint8Array<ArrayBuffer> } | null = null;
  const encode = (measured: Measured): Uint8Array<ArrayBuffer> => {
    const { vector, baseVersion, clipNorm } = measured;
    const isSame =
      draft?.measured.baseVersion === baseVersion &&
      draft.measured.clipNorm === clipNorm &&
      draft.measured.vector.every((value, at) => value === vector[at]);
    if (draft === null || !isSame) {
      const delta = { ...quantize(vector, random), baseVersion, clipNorm, layout: FEATURE_LAYOUT };
      draft = { measured, bytes: encodeDelta(delta) };
    }
    return draft.bytes;
  };

  const enqueue = (): Promise<"queued" | "nothing" | "spent"> =>
    exclusively(async () => {
      const waiting = await records.getAll("outbox");
      if (waiting.length > 0) return "queued";
      const measured = await measure();
      if (measured === null) return "nothing";
      const soFar = await sharedSoFar((await person.heads(null)).personal);
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

  /** Bytes that have left the device count against the budget, whatever the server made of them. */
  const settle = (record: OutboxRecord, isCounted: boolean): Promise<void> =>
    exclusively(async () => {
      if ((await records.get("outbox", record.key)) === undefined) return; // erased meanwhile: nothing comes back
      const soFar = await sharedSoFar((await person.heads(null)).personal);
      const { baseVersion, offset: sharedOffset, generation } = record;
      const settled: SharingRecord = {
        ...soFar,
        ...(isCounted ? { baseVersion, sharedOffset, generation } : {}),
        sentAtMs: [...soFar.sentAtMs, now()].slice(-MAX_SHARES * 2),
      };
      await records.write([
        { type: "delete", kind: "outbox", key: record.key },
        { type: "put", kind: "sharing", record: settled },
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
      const soFar = await sharedSoFar(personal);
      const lastMs = soFar.sentAtMs.at(-1) ?? Number.NEGATIVE_INFINITY;
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
      // What waits in the outbox goes first.
      return { bytes: waiting?.bytes ?? encode(measured), dimensions, normBeforeClip, clipNorm, baseVersion };
    },
  };
}

function recentShares({ sentAtMs }: SharingRecord, nowMs: number): number {
  return sentAtMs.filter((atMs) => nowMs - atMs < SHARE_PERIOD_DAYS * DAY_MS).length;
}

/** 128 random bits as 32 hex digits. */
function randomKey(random: () => number): string {
  return Array.from({ length: 16 }, () =>
    Math.floor(random() * 256)
      .toString(16)
      .padStart(2, "0"),
  ).join("");
}
