import type { CatalogueSum } from "../learning/centred-vectors.ts";
import type { FittedHead } from "../learning/fitted-head.ts";
import type { HeadState } from "../learning/personal-head.ts";
import type { BenefitState } from "../learning/benefit.ts";
import type { Entry, Memory } from "../learning/memory.ts";
import type { Arm } from "../learning/page-views.ts";
import type { QualityNotes } from "../learning/quality-notes.ts";
import type { ShownRanking } from "../learning/shown-ranking.ts";
import type { ExposureSums } from "../ranking/exposure-sums.ts";
import type { Interaction } from "../ranking/interaction.ts";
import type { DeviceRecord } from "./device-record.ts";

/*
 * How much this comes to, with lists of 48 cards: rankings 82 KB each, at most 60: 5 MB. Two heads of at most 0.6 MB. The log
 * at most 500 entries of about 1 KB, the events at most 2,000 of 0.3 KB, the two memories 0.2 MB each: 1.5 MB; the exposure 0.1 MB. With the 16 MB
 * of embeddings 24 MB in all; a browser gives an origin hundreds, and where it refuses, memory takes over (open-records.ts).
 */

/**
 * Raised whenever the shape of a record or the feature layout changes; `indexed-records.ts` migrates from every earlier
 * version.
 */
export const SCHEMA_VERSION = 10;

/** This visitor's head, with what it was learned on and a checksum over its numbers. */
export interface HeadRecord {
  /** `personal` is the head as it is now, `base` as it was before the first entry of the log. */
  readonly key: "personal" | "base";
  /** Feature layout and model the numbers belong to: a head of another model does not fit. */
  readonly layout: string;
  readonly modelId: string;
  /** Number of updates. */
  readonly generation: number;
  /** Version of the global head that `state` is an offset from. */
  readonly headVersion: number;
  readonly state: HeadState;
  /** CRC-32 of every number in `state`. */
  readonly checksum: number;
}

/** What was fitted for heads with the model in use: learning goes on where no model is loaded, and must not lose its prior. */
export interface ModelRecord {
  /** Id of the model, see head-model.ts: it names what was fitted too. */
  readonly key: string;
  readonly fitted: FittedHead;
}

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

/** A ranking that was shown, kept so that later interactions can be learned from without the encoder. */
export interface RankingRecord extends ShownRanking {
  readonly key: string;
  readonly listId: string;
  readonly query: string;
  readonly atMs: number;
  readonly modelId: string;
  /** In displayed order. */
  readonly titles: readonly string[];
  /** How the order came about; `personal` also where nothing is compared. */
  readonly arm: Arm;
  /** True if chance had a say in it. */
  readonly isExplored: boolean;
  /** [n]: P(this item at this place | how the order came about), in (0, 1]. */
  readonly shownPropensities: Float64Array;
  /** [n]: 0-based place that each item would have without chance. */
  readonly greedyPlaces: readonly number[];
  /** 0-based places that were held, whatever the scores. */
  readonly heldPlaces: readonly number[];
}

/** What learning has made of the log, but for the head, which is stored beside it with the same key or `personal`. */
export interface MemoryRecord extends Omit<Memory, "head"> {
  /** `base` is what everything before the log has left: it is not unlearned event by event. */
  readonly key: "now" | "base";
  /** Of the last entry that is in it; 0 before the first. */
  readonly number: number;
  /** The last events that were forgotten, at most 100: a page that sends one of them again is not heard. */
  readonly forgottenIds: readonly string[];
}

/** One entry of the log. The head as it is now is the replay of all of them on the base. */
export interface LogRecord {
  /** The entry's number, padded so that keys ascend. */
  readonly key: string;
  readonly entry: Entry;
}

/** An interaction that has been taken in; `key` is its event id, so that none counts twice. */
export interface EventRecord {
  readonly key: string;
  readonly interaction: Interaction;
  readonly title: string;
  readonly position: number;
  /** Generation of the head right after this event. */
  readonly generation: number;
}

export interface EmbeddingRecord {
  /** Model id and hash of the text. */
  readonly key: string;
  readonly vector: Float32Array;
  readonly storedAtMs: number;
}

/** Count and sum of the embeddings of the shop's texts that this browser has encoded, each text once. */
export interface CatalogueRecord extends CatalogueSum {
  /** Model id. */
  readonly key: string;
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

/** What tells this browser's visitor from others, for drawing which pages are compared. Never leaves the device. */
export interface VisitorRecord {
  readonly key: "visitor";
  /** Whole, in [0, 2³²). */
  readonly seed: number;
}

/** How much brands, sellers and new items were shown in this browser, at most 200 names of each. Never leaves the device. */
export interface ExposureRecord {
  readonly key: "exposure";
  /** Of views that are over. */
  readonly closed: ExposureSums;
  /** Of the newest views, oldest first: their lists may be ranked anew. */
  readonly open: readonly { readonly viewId: string; readonly sums: ExposureSums }[];
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

/** Every kind of record, by the name of its object store. */
export interface RecordKinds {
  readonly head: HeadRecord;
  readonly global: GlobalHeadRecord;
  readonly rankings: RankingRecord;
  readonly events: EventRecord;
  readonly embeddings: EmbeddingRecord;
  readonly memory: MemoryRecord;
  readonly log: LogRecord;
  readonly catalogue: CatalogueRecord;
  readonly outbox: OutboxRecord;
  readonly sharing: SharingRecord;
  readonly model: ModelRecord;
  readonly visitor: VisitorRecord;
  readonly device: DeviceRecord;
  readonly exposure: ExposureRecord;
  readonly monitoring: MonitoringRecord;
  readonly release: ReleaseRecord;
}

export type RecordKind = keyof RecordKinds;

export const RECORD_KINDS: readonly RecordKind[] = [
  "head",
  "global",
  "rankings",
  "events",
  "embeddings",
  "memory",
  "log",
  "catalogue",
  "outbox",
  "sharing",
  "model",
  "visitor",
  "device",
  "exposure",
  "monitoring",
  "release",
];
