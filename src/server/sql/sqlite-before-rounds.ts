/** The schema of the embedded store before there were rounds with states. Released, and never edited. */
export const SQLITE_BEFORE_ROUNDS: readonly string[] = [
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
