import type { SqlDatabase } from "./libsql-database.ts";

/** One script per schema version, oldest first. A released one is never edited. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE head (
    version INTEGER PRIMARY KEY,
    layout TEXT NOT NULL,
    dimensions INTEGER NOT NULL,
    clip_norm REAL NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    file BLOB NOT NULL,
    created_at_ms INTEGER NOT NULL
  ) STRICT;
  -- Deltas of the open round only: they are deleted with the transaction that averages them.
  CREATE TABLE pending_delta (
    idempotency_key TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    file BLOB NOT NULL
  ) STRICT;
  -- Outlives the deltas, so that one sent again after its round is still known.
  CREATE TABLE received_key (
    idempotency_key TEXT PRIMARY KEY,
    version INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX received_key_by_version ON received_key (version);
  CREATE TABLE probe (id INTEGER PRIMARY KEY, writes INTEGER NOT NULL) STRICT;
  INSERT INTO probe VALUES (1, 0);
  `,
  `
  -- Sums only: no single report is kept. The day is the server's, in days since 1970.
  CREATE TABLE quality_count (
    day INTEGER NOT NULL,
    field INTEGER NOT NULL,
    value INTEGER NOT NULL,
    reports INTEGER NOT NULL,
    PRIMARY KEY (day, field, value)
  ) STRICT, WITHOUT ROWID;
  `,
];

/**
 * Brings a database up to the newest schema, each step in a transaction of its own.
 *
 * @param migrations The scripts; tests pass others.
 * @throws {Error} if the database was written by a newer server.
 */
export function migrate(database: SqlDatabase, migrations: readonly string[] = MIGRATIONS): void {
  const present = Number(database.get("PRAGMA user_version", [])?.["user_version"]);
  if (present > migrations.length) {
    throw new Error(
      `Cannot open the store as its schema must be version ${migrations.length} or older: got ${present}; run the newer server that wrote it`,
    );
  }
  for (let version = present; version < migrations.length; version++) {
    database.transaction(() => {
      database.execute(migrations[version]);
      database.execute(`PRAGMA user_version = ${version + 1}`);
    });
  }
}
