import { asRankError, RankError } from "../base/errors.ts";
import type { OutboxRecord, ReleaseRecord, SharingRecord } from "../store/sharing-records.ts";
import { BusyError } from "../sync/busy-error.ts";
import type { SendOutcome, SyncClient } from "../sync/sync-client.ts";
import type { Platform } from "./platform.ts";
import type { Shared } from "./protocol.ts";
import { LONGEST_RETRY_MS, retryDelayMs } from "./retry-delay.ts";
import { MAX_SHARES, mostShares, sharesUsed } from "./share-budget.ts";
import { afterUpload, sharedSoFar } from "./shared-so-far.ts";
import type { Visitor } from "./visitor.ts";

/** No more of them can count at once; older ones are forgotten. */
const KEPT_STAMPS = 2 * MAX_SHARES;

/**
 * Sends what waits in the outbox. An upload is in the ledger before it first goes, and counts as one however often it has to go: it is
 * the same bytes under the same key until the server answers.
 *
 * @returns What became of the last one; `queued` if it must be tried again, null if nothing waits or what waits may not go.
 */
export async function uploadDeltas(
  platform: Platform,
  options: {
    readonly person: Pick<Visitor, "heads">;
    readonly sync: Pick<SyncClient, "sendDelta">;
    readonly release: ReleaseRecord;
  },
): Promise<Shared["outcome"] | null> {
  const { records, exclusively, now, random, warn } = platform;
  const { person, sync, release } = options;

  const change = (
    record: OutboxRecord,
    next: (
      soFar: SharingRecord,
      stored: OutboxRecord,
    ) => { sharing: SharingRecord; outbox: OutboxRecord | null } | null,
  ): Promise<boolean> =>
    exclusively(async () => {
      const stored = await records.get("outbox", record.key);
      if (stored === undefined) return false; // erased meanwhile: nothing comes back
      const changed = next(await sharedSoFar(records, (await person.heads(null)).personal.modelId), stored);
      if (changed === null) return false;
      const { sharing, outbox } = changed;
      await records.write([
        { type: "put", kind: "sharing", record: sharing },
        outbox === null
          ? { type: "delete", kind: "outbox", key: record.key }
          : { type: "put", kind: "outbox", record: outbox },
      ]);
      return true;
    });

  /** Writes an upload into the ledger; false if there is no room in it. */
  const enter = (record: OutboxRecord): Promise<boolean> =>
    change(record, (soFar, stored) => {
      if (stored.attemptedAtMs !== undefined) return { sharing: soFar, outbox: stored };
      if (sharesUsed(soFar.sentAtMs, now()) >= mostShares(release)) return null;
      const withNow = (stamps: readonly number[] = []): number[] => [...stamps, now()].slice(-KEPT_STAMPS);
      const isSplit = stored.helper !== undefined;
      const sharing = {
        ...soFar,
        sentAtMs: withNow(soFar.sentAtMs),
        ...(isSplit && { splitAtMs: withNow(soFar.splitAtMs) }),
      };
      return { sharing, outbox: { ...stored, attemptedAtMs: now() } };
    });

  const settle = (record: OutboxRecord, isCounted: boolean): Promise<boolean> =>
    change(record, (soFar, stored) => {
      const { retry: _, ...rest } = soFar;
      const { bytes, helper } = stored;
      const lastSent = { atMs: now(), bytes, ...(helper && { helper }) };
      // What the second server refused has not gone to the first.
      const hasGone = helper?.isTaken !== false;
      return {
        sharing: { ...rest, ...afterUpload(rest, stored, isCounted), ...(hasGone && { lastSent }) },
        outbox: null,
      };
    });

  const send = async (record: OutboxRecord): Promise<SendOutcome> => {
    if (record.helper === undefined) return sync.sendDelta(record);
    const { splitUploads } = await import("./split-uploads.ts");
    return splitUploads.send(record, { sync, records, exclusively });
  };

  const putOff = (record: OutboxRecord, askedMs: number | null): Promise<boolean> =>
    change(record, (soFar, stored) => {
      const failures = (soFar.retry?.failures ?? 0) + 1;
      const waitMs = Math.min(
        LONGEST_RETRY_MS,
        Math.max((askedMs ?? 0) * (1 + random() / 2), retryDelayMs(failures, random)),
      );
      const isAsked = askedMs === null ? {} : { isAsked: true as const };
      const retry = { failures, notBeforeMs: now() + waitMs, ...isAsked };
      return {
        sharing: { ...soFar, retry },
        outbox: { ...stored, attemptedAtMs: stored.attemptedAtMs ?? now() },
      };
    });

  let outcome: Shared["outcome"] | null = null;
  for (const record of await records.getAll("outbox")) {
    // A ledger in memory is none on the next page.
    if (!(await enter(record)) || records.storage === "memory") continue;
    try {
      const sent = await send(record);
      await settle(record, sent === "accepted" || sent === "duplicate");
      outcome = sent === "stale" ? "nothing-to-share" : sent;
      if (sent === "rejected") {
        const message = "Cannot share as the server rejected it";
        warn(new RankError("sync-failed", message));
      }
    } catch (thrown) {
      warn(asRankError(thrown, "sync-failed"));
      await putOff(record, thrown instanceof BusyError ? thrown.retryAfterMs : null);
      return "queued";
    }
  }
  return outcome;
}
