import { join } from "node:path";
import pg from "pg";
import { DATABASE_FILE } from "../../../src/server/open-database.ts";
import { openLibsqlDatabase } from "../../../src/server/sql/libsql-database.ts";
import { openPostgresDatabase } from "../../../src/server/sql/postgres-database.ts";
import { count, text } from "../../../src/server/sql/sql-database.ts";
import type { SqlDatabase, SqlRow } from "../../../src/server/sql/sql-database.ts";
import type { Place } from "./fault-nodes.ts";

/** The database of nodes, whether they run or not. */
export function openPlace({ DATA_DIR, DATABASE_URL }: Place): SqlDatabase {
  return DATABASE_URL === undefined
    ? openLibsqlDatabase(join(DATA_DIR, DATABASE_FILE))
    : openPostgresDatabase(DATABASE_URL);
}

/** What rounds have cost, by their ids. */
export type Ledger = ReadonlyMap<number, number>;

export async function ledgerOf(place: Place): Promise<Ledger> {
  const rows = await readAll(place, "SELECT round_id, rho FROM ledger");
  return new Map(rows.map((row) => [count(row, "round_id"), count(row, "rho")]));
}

/** Rounds that have cost less, or nothing, in a ledger of later. */
export async function forgottenIn(place: Place, before: Ledger): Promise<number> {
  const after = await ledgerOf(place);
  return [...before].filter(([id, rho]) => (after.get(id) ?? -1) < rho).length;
}

/** Keys of all reports that a database has heard of. */
export function keysIn(place: Place): Promise<ReadonlySet<string>> {
  return withPlace(place, keysOf);
}

export async function keysOf(database: SqlDatabase): Promise<ReadonlySet<string>> {
  const rows = await database.all("SELECT idempotency_key FROM report_key", []);
  return new Set(rows.map((row) => text(row, "idempotency_key")));
}

/** Of the heads that reports may be made against. */
export function oldestVersion(place: Place): Promise<number> {
  return withPlace(place, oldestVersionOf);
}

export async function oldestVersionOf(database: SqlDatabase): Promise<number> {
  const [row] = await database.all("SELECT min(version) AS version FROM release", []);
  return count(row, "version");
}

export async function newestCandidate(place: Place): Promise<number | null> {
  const [row] = await readAll(place, "SELECT max(id) AS id FROM round WHERE state = ?", ["CANDIDATE"]);
  return row["id"] === null ? null : count(row, "id");
}

/** Puts a database in the place of another one, whoever uses that. */
export async function putInPlace(url: string, restored: string): Promise<void> {
  const [name, from] = [url, restored].map((one) => new URL(one).pathname.slice(1));
  const admin = new pg.Client(new URL("/postgres", url).href);
  await admin.connect();
  try {
    for (const statement of [
      `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ('${name}', '${from}')`,
      `ALTER DATABASE ${name} RENAME TO ${name}_old`,
      `ALTER DATABASE ${from} RENAME TO ${name}`,
      `DROP DATABASE ${name}_old WITH (FORCE)`,
    ])
      await admin.query(statement);
  } finally {
    await admin.end();
  }
}

function readAll(place: Place, sql: string, parameters: readonly string[] = []): Promise<SqlRow[]> {
  return withPlace(place, (database) => database.all(sql, parameters));
}

/** Opens the database of nodes for as long as it is read. */
export async function withPlace<Result>(
  place: Place,
  read: (database: SqlDatabase) => Promise<Result>,
): Promise<Result> {
  const database = openPlace(place);
  return read(database).finally(() => database.close());
}
