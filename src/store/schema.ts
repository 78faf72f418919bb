import type { CatalogueSum } from "../learning/centred-vectors.ts";
import type { EngagedItem } from "../learning/history.ts";
import type { HeadState } from "../learning/personal-head.ts";
import type { ShownRanking } from "../learning/feedback.ts";
import type { Interaction } from "../ranking/interaction.ts";

/**
 * Raised whenever the shape of a record or the feature layout changes; `indexed-records.ts` migrates from every earlier
 * version.
 */
export const SCHEMA_VERSION = 2;

/** This visitor's head, with what it was learned on and a checksum over its numbers. */
export interface HeadRecord {
  readonly key: "personal";
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

/** The newest global head that was pulled. */
export interface GlobalHeadRecord {
  readonly key: "global";
  readonly layout: string;
  readonly version: number;
  readonly etag: string | null;
  /** [d]. */
  readonly weights: Float32Array;
  /** L2 bound that deltas against this head must keep, in weight units. */
  readonly clipNorm: number;
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
  /** What the encoder read of each item, in displayed order. */
  readonly texts: readonly string[];
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

/** What the visitor engaged with, kept apart from the events, of which the oldest go. */
export interface HistoryRecord {
  readonly key: "history";
  /** Distinct, the newest last, at most 20. */
  readonly items: readonly EngagedItem[];
}

/** Count and sum of the embeddings of the shop's texts that this browser has encoded, each text once. */
export interface CatalogueRecord extends CatalogueSum {
  /** Model id. */
  readonly key: string;
}

/** An upload, byte for byte as it will be sent. */
export interface OutboxRecord {
  /** Idempotency key. */
  readonly key: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly baseVersion: number;
  readonly createdAtMs: number;
  /** z at the moment the upload was made, [d]: what counts as shared once it is accepted. */
  readonly offset: Float64Array;
  /** Of the head at that moment. */
  readonly generation: number;
}

/** What has been shared so far. */
export interface SharingRecord {
  readonly key: "sharing";
  readonly baseVersion: number;
  /** z as of the last accepted upload under `baseVersion`, [d]. */
  readonly sharedOffset: Float64Array;
  /** Generation of the head at the last upload. */
  readonly generation: number;
  /** When bytes left the device, whatever became of them. */
  readonly sentAtMs: readonly number[];
}

/** Every kind of record, by the name of its object store. */
export interface RecordKinds {
  readonly head: HeadRecord;
  readonly global: GlobalHeadRecord;
  readonly rankings: RankingRecord;
  readonly events: EventRecord;
  readonly embeddings: EmbeddingRecord;
  readonly history: HistoryRecord;
  readonly catalogue: CatalogueRecord;
  readonly outbox: OutboxRecord;
  readonly sharing: SharingRecord;
}

export type RecordKind = keyof RecordKinds;

export const RECORD_KINDS: readonly RecordKind[] = [
  "head",
  "global",
  "rankings",
  "events",
  "embeddings",
  "history",
  "catalogue",
  "outbox",
  "sharing",
];
