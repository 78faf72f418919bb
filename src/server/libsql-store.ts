import { createHash } from "node:crypto";
import type { DeltaTerms } from "../federation/delta.ts";
import { decodeGlobalHead, encodeGlobalHead } from "../federation/global-head.ts";
import type { GlobalHead } from "../federation/global-head.ts";
import { createGroupCommit } from "./group-commit.ts";
import type { SqlDatabase, SqlRow } from "./libsql-database.ts";
import { nextHead } from "./next-head.ts";
import { createQualityCounts } from "./quality-counts.ts";
import type { ClosedRound, DeltaUpload, Receipt, Store, StoreObserver } from "./store.ts";

export interface LibsqlStoreOptions {
  readonly terms: DeltaTerms;
  /** [dimensions]: the head of version 0. */
  readonly initialWeights: Float32Array<ArrayBuffer>;
  /** Layout whose weights are the first ones of this layout's; null for none. */
  readonly continuesLayout: string | null;
  /** The round closes when this many deltas have come; at least 1. */
  readonly cohort: number;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
}

/**
 * Heads and received keys of older rounds are dropped. A delta that is sent again after as many rounds is refused as
 * stale instead of being named a duplicate; it is not counted in either case.
 */
const KEPT_ROUNDS = 64;

/**
 * A {@link Store} in a migrated SQLite database. Every change is one transaction, so the process may die anywhere.
 *
 * If the stored head was made under other terms, a new version starts, from the same weights if they still fit, with the initial
 * ones for what the layout that it continues did not have, and from the initial ones alone otherwise. The deltas against the old
 * one are dropped: versions only go up.
 *
 * @throws {Error} if the database cannot be read or written.
 */
export function createLibsqlStore(
  database: SqlDatabase,
  { terms, initialWeights, continuesLayout, cohort, nowMs }: LibsqlStoreOptions,
): Store {
  const observers: StoreObserver[] = [];
  ensureHead(database, { terms, initialWeights, continuesLayout }, nowMs());
  closeIfDue();

  const groupCommit = createGroupCommit((uploads: readonly DeltaUpload[]) => {
    const startedMs = nowMs();
    const receipts = database.transaction(() => uploads.map((upload) => insertDelta(database, upload)));
    for (const observer of observers) observer.committed((nowMs() - startedMs) / 1_000);
    // What is committed is acknowledged, whatever becomes of the round.
    try {
      closeIfDue();
    } catch (error) {
      for (const observer of observers) observer.roundCloseFailed(error);
    }
    return receipts;
  });

  const quality = createQualityCounts(database, nowMs);

  function closeIfDue(): void {
    if (pendingCount(database) >= cohort) closeRound();
  }

  function closeRound(): ClosedRound | null {
    const startedMs = nowMs();
    const next = database.transaction(() => {
      if (pendingCount(database) === 0) return null;
      const made = nextHead(readHead(database), pendingFiles(database), terms);
      insertHead(database, made.head, terms, nowMs());
      database.run("DELETE FROM pending_delta", []);
      database.run("DELETE FROM received_key WHERE version < ?", [made.head.version - KEPT_ROUNDS]);
      database.run("DELETE FROM head WHERE version < ?", [made.head.version - KEPT_ROUNDS]);
      return made;
    });
    if (next === null) return null;
    // The log still holds the deltas; this empties it.
    database.get("PRAGMA wal_checkpoint(TRUNCATE)", []);
    const round = {
      version: next.head.version,
      reports: next.reports,
      updateNormRatio: next.updateNormRatio,
      durationSeconds: (nowMs() - startedMs) / 1_000,
    };
    for (const observer of observers) observer.roundClosed(round);
    return round;
  }

  return {
    terms,
    async manifest() {
      const row = currentHead(database);
      const hash = text(row, "hash");
      const head = { hash, url: `heads/${hash}`, bytes: bytesOf(row, "file").length };
      return { version: count(row, "version"), ...terms, head };
    },
    async head(hash) {
      const row = database.get("SELECT file FROM head WHERE hash = ?", [hash]);
      return row === undefined ? null : bytesOf(row, "file");
    },
    addDelta: (upload) => groupCommit.add(upload),
    async closeRound() {
      groupCommit.flush();
      return closeRound();
    },
    async status() {
      const row = currentHead(database);
      const ageSeconds = (nowMs() - count(row, "created_at_ms")) / 1_000;
      return { version: count(row, "version"), reports: pendingCount(database), ageSeconds };
    },
    addQuality: (report) => quality.add(report),
    quality: async () => quality.read(),
    async probe() {
      database.run("UPDATE probe SET writes = writes + 1 WHERE id = ?", [1]);
    },
    observe: (observer) => {
      observers.push(observer);
    },
    async close() {
      groupCommit.flush();
      quality.flush();
      database.close();
    },
  };
}

function ensureHead(
  database: SqlDatabase,
  {
    terms,
    initialWeights,
    continuesLayout,
  }: Pick<LibsqlStoreOptions, "terms" | "initialWeights" | "continuesLayout">,
  nowMs: number,
): void {
  database.transaction(() => {
    const row = database.get("SELECT * FROM head ORDER BY version DESC LIMIT 1", []);
    if (row === undefined) {
      insertHead(database, { version: 0, layout: terms.layout, weights: initialWeights }, terms, nowMs);
      return;
    }
    const fits = row["layout"] === terms.layout && row["dimensions"] === terms.dimensions;
    if (fits && row["clip_norm"] === terms.clipNorm) return;
    const isContinued = row["layout"] === continuesLayout && count(row, "dimensions") < terms.dimensions;
    const weights = initialWeights.slice();
    if (fits || isContinued) weights.set(readHead(database).weights);
    insertHead(database, { version: count(row, "version") + 1, layout: terms.layout, weights }, terms, nowMs);
    database.run("DELETE FROM pending_delta", []);
  });
}

function insertDelta(database: SqlDatabase, { key, baseVersion, bytes }: DeltaUpload): Receipt {
  if (database.get("SELECT version FROM received_key WHERE idempotency_key = ?", [key]) !== undefined)
    return "duplicate";
  if (count(currentHead(database), "version") !== baseVersion) return "stale";
  database.run("INSERT INTO received_key (idempotency_key, version) VALUES (?, ?)", [key, baseVersion]);
  database.run("INSERT INTO pending_delta (idempotency_key, version, file) VALUES (?, ?, ?)", [
    key,
    baseVersion,
    bytes,
  ]);
  return "accepted";
}

function insertHead(database: SqlDatabase, head: GlobalHead, terms: DeltaTerms, nowMs: number): void {
  const file = encodeGlobalHead(head);
  const hash = createHash("sha256").update(file).digest("hex");
  database.run(
    "INSERT INTO head (version, layout, dimensions, clip_norm, hash, file, created_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
    [head.version, head.layout, head.weights.length, terms.clipNorm, hash, file, nowMs],
  );
}

function currentHead(database: SqlDatabase): SqlRow {
  return database.get("SELECT * FROM head ORDER BY version DESC LIMIT 1", [])!; // ensureHead wrote the first
}

function readHead(database: SqlDatabase): GlobalHead {
  const row = currentHead(database);
  const promised = {
    version: count(row, "version"),
    layout: text(row, "layout"),
    dimensions: count(row, "dimensions"),
  };
  return decodeGlobalHead(bytesOf(row, "file"), text(row, "hash"), promised);
}

function pendingCount(database: SqlDatabase): number {
  return count(database.get("SELECT count(*) AS reports FROM pending_delta", [])!, "reports"); // count(*) gives a row
}

/** In the order of their random keys: the order of arrival is not kept, nor used. */
function* pendingFiles(database: SqlDatabase): Generator<Uint8Array> {
  for (const row of database.iterate("SELECT file FROM pending_delta ORDER BY idempotency_key", [])) {
    yield bytesOf(row, "file");
  }
}

// The tables are STRICT: SQLite guarantees the columns' types, so these casts hold.
function count(row: SqlRow, column: string): number {
  return row[column] as number;
}
function text(row: SqlRow, column: string): string {
  return row[column] as string;
}
function bytesOf(row: SqlRow, column: string): Uint8Array {
  return row[column] as Uint8Array;
}
