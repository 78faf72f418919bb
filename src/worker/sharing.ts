import { asRankError, RankError } from "../base/errors.ts";
import type { Change } from "../store/records.ts";
import type { OutboxRecord, ReleaseRecord, SharingRecord } from "../store/sharing-records.ts";
import type { SyncClient } from "../sync/sync-client.ts";
import { deltaDrafts } from "./delta-drafts.ts";
import { heldRelease } from "./held-release.ts";
import type { Platform } from "./platform.ts";
import type { DeltaPreview, Inspection, Shared } from "./protocol.ts";
import { pullRelease } from "./pull-release.ts";
import { LONGEST_RETRY_MS } from "./retry-delay.ts";
import { clockAgrees, mostShares, SHARE_PERIOD_DAYS, sharePrivacy, sharesUsed } from "./share-budget.ts";
import { afterUpload, mayBeCounted, sharedSoFar } from "./shared-so-far.ts";
import { canMake, isByTermsOf } from "./split-terms-of.ts";
import { uploadDeltas } from "./upload-deltas.ts";
import type { Visitor } from "./visitor.ts";

/** What leaves the device, and what comes back. Nothing waits for it, and nothing goes when a page ends. */
export interface Sharing {
  /**
   * Takes over a newer release, if the server has one; later, when the browser is idle, sends what is due. A list waits for it, and not for
   * the note of when to ask again, which another tab that is learning may hold up.
   */
  begin(): Promise<void>;
  /** Puts a delta into the outbox, exactly as it will be sent, and tries to send what is there. */
  share(): Promise<Shared>;
  /**
   * Shares if enough was learned since the last time, the last time is long enough ago, and the lot falls on this browser; sends what
   * waits, if it may be tried again.
   */
  shareIfDue(): Promise<void>;
  /** The next upload as it would be sent now; null if there is nothing to share. */
  preview(): Promise<DeltaPreview | null>;
  /** What left, and what that may give away. */
  report(): Promise<Pick<Inspection, "sent" | "lastSent" | "privacy">>;
}

const MIN_UPDATES_BETWEEN_SHARES = 6;
const DAY_MS = 24 * 60 * 60 * 1000;
const MIN_DAYS_BETWEEN_SHARES = 7;

/** @param sync Null where the page names no server: then nothing is ever made or sent. */
export function sharing(
  platform: Platform,
  { person, sync }: { person: Visitor; sync: SyncClient | null },
): Sharing {
  const { records, exclusively, now, random, warn } = platform;
  const drafts = deltaDrafts(platform, person);

  const pull = async (isNow: boolean): Promise<void> => {
    if (sync !== null) await (await pullRelease(platform, { person, sync, isNow })).planned;
  };

  /** Whether all is there that an upload takes; it warns where it is not. */
  const isLoaded = (): Promise<boolean> =>
    drafts.load().then(
      () => true,
      (thrown: unknown) => {
        warn(asRankError(thrown, "sync-failed"));
        return false;
      },
    );

  /** The release by whose terms something may go now; null if there is none, or nothing that counts what goes beyond this page. */
  const termsToday = async (): Promise<ReleaseRecord | null> => {
    const release = await heldRelease(records);
    const isStored = records.storage !== "memory";
    return isStored && release !== null && canMake(release) && clockAgrees(release, now()) ? release : null;
  };

  /**
   * What waits to be sent; undefined if nothing does. What was made by other terms goes: it has told what a server may have counted of it, and
   * the rest is made anew. To be called under the lock.
   */
  const waitingBy = async (
    release: ReleaseRecord | null,
    modelId: string,
  ): Promise<OutboxRecord | undefined> => {
    const [waiting] = await records.getAll("outbox");
    if (waiting === undefined || release === null || isByTermsOf(release, waiting)) return waiting;
    const soFar = await sharedSoFar(records, modelId);
    await records.write([
      putSharing({ ...soFar, ...afterUpload(soFar, waiting, mayBeCounted(waiting)) }),
      { type: "delete", kind: "outbox", key: waiting.key },
    ]);
    return undefined;
  };

  /**
   * Makes an upload of what was learned, unless one waits. Of who is taken for a machine nothing is made, and nothing goes.
   *
   * @param isDrawn Whether it has to be due, and a lot has to fall on it.
   */
  const enqueue = (release: ReleaseRecord, isDrawn: boolean): Promise<"queued" | "nothing" | "spent"> =>
    exclusively(async () => {
      const { personal, guard } = await person.heads(null);
      if (guard.profile.isFlagged) return "nothing"; // nor does what waits go
      const { generation, modelId } = personal;
      if ((await waitingBy(release, modelId)) !== undefined) return "queued";
      const soFar = await sharedSoFar(records, modelId);
      if (sharesUsed(soFar.sentAtMs, now()) >= mostShares(release)) return "spent";
      if (isDrawn && !isDue(soFar, generation, now())) return "nothing";
      const measured = await drafts.measure();
      const drawn = isDrawn ? { drawn: { atMs: now(), generation } } : {};
      const isChosen = measured !== null && (!isDrawn || random() < release.reportProbability);
      if (!isChosen) {
        if (isDrawn) await records.write([putSharing({ ...soFar, ...drawn })]);
        return "nothing";
      }
      const { dimensions, normBeforeClip, clipNorm, localSigma } = measured;
      const { key, bytes, helper } = await drafts.encode(measured);
      const record: OutboxRecord = {
        key,
        bytes,
        ...(helper && { helper: { ...helper, isTaken: false } }),
        baseVersion: measured.baseVersion,
        createdAtMs: now(),
        told: measured.told,
        sealed: soFar.sealed,
        generation,
        madeBy: { dimensions, normBeforeClip, clipNorm, localSigma },
      };
      await records.write([
        putSharing({ ...soFar, ...drawn, sealed: null }),
        { type: "put", kind: "outbox", record },
      ]);
      return "queued";
    });

  /** @param hasAsked Whether this page has just asked for the release: then it does not ask again. */
  const shareNow = async (isDrawn: boolean, hasAsked = false): Promise<Shared["outcome"]> => {
    if (sync === null) return "no-server";
    // It tells why it could not. Nobody who shares by hand waits for the time to ask.
    if (!hasAsked && (await termsToday()) === null) await pull(!isDrawn);
    const release = await termsToday();
    if (release === null) {
      if (!isDrawn) warn(new RankError("sync-failed", NO_TERMS));
      return "withheld";
    }
    if (!(await isLoaded())) return "withheld";
    const queued = await enqueue(release, isDrawn);
    if (queued === "nothing") return "nothing-to-share";
    if (queued === "queued" && (await isLeftAlone())) return "queued";
    const outcome = queued === "spent" ? null : await uploadDeltas(platform, { person, sync, release });
    if (outcome === null) {
      if (!isDrawn) warn(new RankError("sync-failed", spentWords(mostShares(release))));
      return "withheld";
    }
    if (outcome !== "queued") await pull(true);
    return outcome;
  };

  const soFarNow = async (): Promise<SharingRecord> =>
    sharedSoFar(records, (await person.heads(null)).personal.modelId);

  /** Whether what waits may be tried again by itself. A time further off than any wait is of a clock that was changed. */
  const mayRetry = async (): Promise<boolean> => {
    const { retry } = await soFarNow();
    const waitMs = (retry?.notBeforeMs ?? 0) - now();
    return !(waitMs > 0) || waitMs > LONGEST_RETRY_MS;
  };

  /** Whether the server has asked for time, which holds for uploads by hand too. */
  const isLeftAlone = async (): Promise<boolean> => {
    const { retry } = await soFarNow();
    return retry?.isAsked === true && !(await mayRetry());
  };

  const shareWhenDue = async (hasAsked: boolean): Promise<void> => {
    if (sync === null) return;
    const { personal } = await person.heads(null);
    const isWaiting = (await records.keys("outbox")).length > 0;
    const soFar = await sharedSoFar(records, personal.modelId);
    if (isWaiting ? await mayRetry() : isDue(soFar, personal.generation, now()))
      await platform.unlessUploading(() => shareNow(true, hasAsked));
  };

  return {
    begin: async () => {
      if (sync !== null) await pullRelease(platform, { person, sync });
      platform.whenIdle(() => {
        shareWhenDue(true).catch((thrown: unknown) => warn(asRankError(thrown, "sync-failed")));
      });
    },
    share: async () => {
      const outcome = (await platform.unlessUploading(() => shareNow(false))) ?? "queued";
      return { outcome, headVersion: (await person.heads(null)).global.version };
    },
    shareIfDue: () => shareWhenDue(false),
    preview: async () => {
      if (!(await isLoaded())) return null;
      return exclusively(async () => {
        const { personal, guard } = await person.heads(null);
        if (guard.profile.isFlagged) return null;
        // What waits in the outbox goes first.
        const waiting = await waitingBy(await termsToday(), personal.modelId);
        if (waiting?.madeBy !== undefined) {
          const { madeBy, bytes, baseVersion, helper } = waiting;
          return { ...madeBy, bytes, baseVersion, ...(helper && { helper }) };
        }
        const measured = await drafts.measure();
        if (measured === null) return null;
        const { vector: _, told: __, split: ___, ...preview } = measured;
        if (waiting !== undefined) return { ...preview, bytes: waiting.bytes };
        const { key: ____, ...draft } = await drafts.encode(measured);
        return { ...preview, ...draft };
      });
    },
    report: async () => {
      const release = await heldRelease(records);
      const soFar = await soFarNow();
      const { sentAtMs, lastSent } = soFar;
      return {
        sent: { atMs: sentAtMs, most: mostShares(release), days: SHARE_PERIOD_DAYS },
        lastSent: lastSent?.bytes instanceof Uint8Array ? lastSent : null,
        privacy: release === null ? null : sharePrivacy(release, soFar, now()),
      };
    },
  };
}

const NO_TERMS =
  "Cannot share now as it takes storage and a release that this browser could verify, whose time its clock agrees with, and whose uploads this build can make; nothing is sent";

const spentWords = (most: number): string =>
  `Cannot share again yet: a browser shares at most ${most} times in ${SHARE_PERIOD_DAYS} days`;

function putSharing(record: SharingRecord): Change {
  return { type: "put", kind: "sharing", record };
}

/** Whether enough was learned since the last time, which is long enough ago. */
function isDue(soFar: SharingRecord, generation: number, nowMs: number): boolean {
  const { drawn, sentAtMs } = soFar;
  const lastMs = Math.max(
    sentAtMs.at(-1) ?? Number.NEGATIVE_INFINITY,
    drawn?.atMs ?? Number.NEGATIVE_INFINITY,
  );
  // A head that is younger than then has started anew since.
  const since = (then: number): number => (generation < then ? generation : generation - then);
  const learned = Math.min(since(soFar.generation), since(drawn?.generation ?? 0));
  return learned >= MIN_UPDATES_BETWEEN_SHARES && nowMs - lastMs >= MIN_DAYS_BETWEEN_SHARES * DAY_MS;
}
