import Database from "libsql";
import { isSqlValue } from "./sql-database.ts";
import type { SqlRow, SqlValue } from "./sql-database.ts";

/** One SQLite file. Everything here is done when the call returns. */
export interface LibsqlFile {
  /** Runs one statement with positional `?` placeholders; gives the number of rows it changed. */
  run(sql: string, parameters: readonly SqlValue[]): number;
  /** The first row, or undefined. */
  get(sql: string, parameters: readonly SqlValue[]): SqlRow | undefined;
  /** All rows, fetched in portions. */
  iterate(sql: string, parameters: readonly SqlValue[]): Generator<SqlRow>;
  /** Runs a script without parameters. */
  execute(script: string): void;
  /** Begins a transaction that holds the write lock from the start. */
  begin(): void;
  commit(): void;
  /** Takes the transaction back, if there is still one: a full disk may have done so by itself. */
  rollback(): void;
  close(): void;
}

type Statement = ReturnType<Database.Database["prepare"]>;

/** A second process on the same file gets this long to finish its transaction. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens an SQLite file so that a committed transaction survives a crash: WAL, and an fsync with every commit.
 *
 * libsql 0.5 binds carelessly: a lone object or a boolean aborts the process, and a missing parameter silently takes
 * the value of the statement's previous run. Everything here goes to it as one array, counted and checked before.
 *
 * @param path A file that may not exist yet, in a folder that does, or ":memory:".
 * @throws {Error} if the file cannot be opened.
 */
export function openLibsqlFile(path: string): LibsqlFile {
  const database = new Database(path);
  database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  // A deleted delta is overwritten, not just forgotten.
  database.pragma("secure_delete = ON");
  const statements = new Map<string, Statement>();

  const prepare = (sql: string, parameters: readonly SqlValue[]): Statement => {
    // Statements of libsql keep working on a closed database.
    if (!database.open) throw new Error("Cannot use the database as it was closed");
    checkParameters(sql, parameters);
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };

  return {
    run: (sql, parameters) => prepare(sql, parameters).run([...parameters]).changes,
    get: (sql, parameters) => {
      const row = prepare(sql, parameters).get([...parameters]);
      return row === undefined ? undefined : toRow(row);
    },
    *iterate(sql, parameters) {
      for (const row of prepare(sql, parameters).iterate([...parameters])) yield toRow(row);
    },
    execute: (script) => {
      database.exec(script);
    },
    begin: () => {
      database.exec("BEGIN IMMEDIATE");
    },
    commit: () => {
      database.exec("COMMIT");
    },
    rollback: () => {
      if (database.inTransaction) database.exec("ROLLBACK");
    },
    close: () => {
      statements.clear(); // each holds the file open
      database.close();
    },
  };
}

function checkParameters(sql: string, parameters: readonly SqlValue[]): void {
  if (/['":@$]|\?\d/.test(sql)) {
    throw new TypeError(`Cannot run "${sql}" as only plain "?" placeholders and no quotes can be counted`);
  }
  const wanted = sql.split("?").length - 1;
  if (!Array.isArray(parameters) || parameters.length !== wanted) {
    throw new TypeError(
      `Cannot run "${sql}" as it needs an array of ${wanted} parameters: got ${describe(parameters)}`,
    );
  }
  const unfit = parameters.findIndex((value) => !isSqlValue(value));
  if (unfit >= 0) {
    throw new TypeError(
      `Cannot run "${sql}" as parameter ${unfit + 1} must be a text, a safe number, bytes or null: got ${describe(parameters[unfit])}`,
    );
  }
}

/** Blobs come as Buffers from `get` and as ArrayBuffers from `iterate`; rows of `get` have a `_metadata` of their own. */
function toRow(row: unknown): SqlRow {
  const values: Record<string, SqlValue> = {};
  for (const [name, value] of Object.entries(row as Record<string, unknown>)) {
    // libsql gives objects by column name
    if (name === "_metadata") continue;
    const checked = plainBytes(value);
    if (!isSqlValue(checked))
      throw new RangeError(`Cannot read column "${name}" exactly: got ${describe(value)}`);
    values[name] = checked;
  }
  return values;
}

function plainBytes(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return Buffer.isBuffer(value) ? new Uint8Array(value.buffer, value.byteOffset, value.length) : value;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `${value.length} of them`;
  return typeof value === "number" ? String(value) : typeof value;
}
