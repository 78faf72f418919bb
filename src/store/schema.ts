import type { DeviceRecord } from "./device-record.ts";
import type {
  GlobalHeadRecord,
  MonitoringRecord,
  OutboxRecord,
  ReleaseRecord,
  SharingRecord,
} from "./sharing-records.ts";
import type {
  CatalogueRecord,
  EmbeddingRecord,
  EventRecord,
  ExposureRecord,
  HeadRecord,
  LogRecord,
  MemoryRecord,
  ModelRecord,
  RankingRecord,
  VisitorRecord,
} from "./visitor-records.ts";

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
