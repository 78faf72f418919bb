import type { DeltaTerms } from "../federation/delta.ts";
import type { Manifest } from "../federation/manifest.ts";
import type { QualityReport } from "../federation/quality-report.ts";

/** One delta as it came in, already checked against the store's terms. */
export interface DeltaUpload {
  /** Idempotency key: 32 lower-case hex digits, made by the device when it queued the delta. */
  readonly key: string;
  readonly baseVersion: number;
  /** The delta file. */
  readonly bytes: Uint8Array;
}

/** `stale`: the delta's base is not the current head; nothing was stored. */
export type Receipt = "accepted" | "duplicate" | "stale";

/** What one round did. */
export interface ClosedRound {
  /** Version of the head it made. */
  readonly version: number;
  /** Deltas in the mean. */
  readonly reports: number;
  /** L2 norm of the mean, divided by the clip norm: 0 to 1. */
  readonly updateNormRatio: number;
  readonly durationSeconds: number;
}

/** The open round. */
export interface RoundStatus {
  readonly version: number;
  readonly reports: number;
  readonly ageSeconds: number;
}

/** Reports of quality that came: how many, by field and value as in `QUALITY_FIELDS`. */
export interface QualityCounts {
  readonly total: readonly (readonly number[])[];
  /** Of today and the 27 days before, by the server's clock. */
  readonly recent: readonly (readonly number[])[];
}

/** What a store tells while it works. */
export interface StoreObserver {
  committed(seconds: number): void;
  roundClosed(round: ClosedRound): void;
  /** The deltas are kept; the next one that comes tries again. */
  roundCloseFailed(error: unknown): void;
}

/** The server's memory: heads, the open round's deltas, and which keys were counted. */
export interface Store {
  readonly terms: DeltaTerms;
  manifest(): Promise<Manifest>;
  /** A head file by its SHA-256, or null. */
  head(hash: string): Promise<Uint8Array | null>;
  /** Settles only when the delta is on disk, or certainly not. A key counts once, whenever it comes again. */
  addDelta(upload: DeltaUpload): Promise<Receipt>;
  /** Makes the next head from what has come so far, however little; null if nothing has. */
  closeRound(): Promise<ClosedRound | null>;
  status(): Promise<RoundStatus>;
  /** Counts a report; settles only when that is on disk, or certainly not. Nothing else of it is kept. */
  addQuality(report: QualityReport): Promise<void>;
  quality(): Promise<QualityCounts>;
  /** Writes once to disk; rejects if that fails. */
  probe(): Promise<void>;
  /** Adds an observer for the rest of the store's life. */
  observe(observer: StoreObserver): void;
  /** Writes what waits, then closes the files. Later calls reject. */
  close(): Promise<void>;
}
