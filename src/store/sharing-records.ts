import type { BenefitState } from "../learning/benefit.ts";
import type { QualityNotes } from "../learning/quality-notes.ts";

/*
 * What a browser has from its server, and what goes to it: the head and the release that were taken, uploads and reports.
 */

/** The global head that was taken last. */
export interface GlobalHeadRecord {
  readonly key: "global";
  readonly layout: string;
  readonly version: number;
  /** [d]. */
  readonly weights: Float32Array;
}

/** The signed release that was taken last: what it is held to, and what its server promises. */
export interface ReleaseRecord {
  readonly key: "release";
  /** Of the manifest, as the next two: none of them ever goes down. */
  readonly version: number;
  readonly keysVersion: number;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  /** Null: the server is to send the manifest in any case. */
  readonly etag: string | null;
  /** Of the head that was taken with it: that of a canary is another than the manifest's. */
  readonly headVersion: number;
  /** SHA-256 of that head's file; null: it is to be fetched in any case. */
  readonly headHash: string | null;
  /** In [0, 1), drawn once: this browser tries the canaries whose share is larger. */
  readonly canaryDraw: number;
  /** L2 bound that deltas must keep, in units of a step. */
  readonly clipNorm: number;
  /** Which deltas the server takes, see federation/delta.ts. */
  readonly deltaVersion: number;
  /** Of the reports that are due, the share that is sent: in (0, 1]. */
  readonly reportProbability: number;
  /** Standard deviation of the noise to be added here, as a multiple of `clipNorm`. */
  readonly localSigma: number;
  /** What the server promises to do to the sum of a round. */
  readonly privacy: {
    readonly noiseMultiplier: number;
    readonly delta: number;
    readonly reportsPer90Days: number;
  };
  /** True if the server takes deltas only in parts that no single server can read. */
  readonly isSplit: boolean;
  /** How, as the manifest says it; see federation/split-terms.ts. Absent in one of an earlier version. */
  readonly split?: Readonly<Record<string, unknown>> | null;
}

/** How much of what was liked on one ranking has counted in uploads. */
export interface ToldRanking {
  readonly rankingId: string;
  /** [n], in displayed order: of each item's liking, as a mark has it. */
  readonly liked: Float64Array;
}

/** An upload, byte for byte as it will be sent. */
export interface OutboxRecord {
  /** Idempotency key. */
  readonly key: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Version of the global head that it is a step of. */
  readonly baseVersion: number;
  readonly createdAtMs: number;
  /** What counts as told once it is accepted. */
  readonly told: readonly ToldRanking[];
  /** The part of it whose pages are gone, [d]: waits for the next upload again if this one is refused; null for none. */
  readonly sealed: Float64Array | null;
  /** Of the head at that moment. */
  readonly generation: number;
  /** What it was made by, to be shown. Absent in one of a version that did not keep it. */
  readonly madeBy?: {
    readonly dimensions: number;
    readonly normBeforeClip: number;
    readonly clipNorm: number;
    readonly localSigma: number;
  };
  /** What the second of two servers gets, where `bytes` is for the first: each has a share that says nothing by itself. Absent for a whole one. */
  readonly helper?: {
    readonly url: string;
    readonly bytes: Uint8Array<ArrayBuffer>;
    /** Whether that server has answered: then the other one alone is still to do so. */
    readonly isTaken: boolean;
  };
  /** When it first went, whether or not it arrived: it is in the ledger from then on. Absent before. */
  readonly attemptedAtMs?: number;
}

/** What has been shared so far, and what must not be lost before it is. */
export interface SharingRecord {
  readonly key: "sharing";
  /** Of the rankings in it, and of the features of `sealed`: what is here of another model says nothing. */
  readonly modelId: string;
  /** By accepted uploads. A ranking that is not there has told nothing. */
  readonly told: readonly ToldRanking[];
  /** Of rankings that were shown before the log begins: how far the global head moved from then until the log begins, [d]. */
  readonly shifts: readonly { readonly rankingId: string; readonly shift: Float64Array }[];
  /** Step of the pages that are gone, of what they had not told, [d], see global-step.ts; null for none. */
  readonly sealed: Float64Array | null;
  /** Generation of the head at the last upload. */
  readonly generation: number;
  /** When bytes first left the device, upload by upload, whatever became of them; oldest first. */
  readonly sentAtMs: readonly number[];
  /** Those of them whose bytes were two parts, for two servers; the others went whole. Absent: none. */
  readonly splitAtMs?: readonly number[];
  /** The last lot that was drawn for a report that was due, and the head's generation then. Absent before the first. */
  readonly drawn?: { readonly atMs: number; readonly generation: number };
  /** How often in a row sending has failed, and until when it is not tried by itself. Absent after a success. */
  readonly retry?: {
    readonly failures: number;
    readonly notBeforeMs: number;
    /** By the server itself. */ readonly isAsked?: true;
  };
  /** Until when the server is not asked for its manifest. Absent where it has not said. */
  readonly pull?: { readonly notBeforeMs: number; /** It has too much to do. */ readonly isBusy: boolean };
  /** The last upload that was answered. Absent before it. */
  readonly lastSent?: {
    readonly atMs: number;
    readonly bytes: Uint8Array<ArrayBuffer>;
    /** What the second of two servers got. */ readonly helper?: {
      readonly url: string;
      readonly bytes: Uint8Array<ArrayBuffer>;
    };
  };
}

/** What the next report of quality is made of, and when reports left. Only there where the page asks for reports. */
export interface MonitoringRecord {
  readonly key: "monitoring";
  /** Of the first note after the last report; null before it. */
  readonly sinceMs: number | null;
  readonly notes: QualityNotes;
  /** Sums over the compared pages as of the last report. */
  readonly reported: BenefitState;
  /** The report as it would be sent now, and what it was drawn from; null if it was not drawn yet. */
  readonly draft: { readonly basis: string; readonly bytes: Uint8Array<ArrayBuffer> } | null;
  /** Oldest first. */
  readonly sentAtMs: readonly number[];
  /** The last report; missing before it, and where it was sent before these were kept. */
  readonly lastBytes?: Uint8Array<ArrayBuffer>;
}
