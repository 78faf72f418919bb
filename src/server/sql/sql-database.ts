/** What every store can hold and every driver here can bind. */
export type SqlValue = string | number | null | Uint8Array;

export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Statements in the part of SQL that SQLite, PostgreSQL, Citus, Yugabyte and CockroachDB have in common. */
export interface SqlSession {
  /** Runs one statement with positional `?` placeholders; gives the number of rows it changed. */
  run(sql: string, parameters: readonly SqlValue[]): Promise<number>;
  all(sql: string, parameters: readonly SqlValue[]): Promise<SqlRow[]>;
}

/** The little of an SQL database that the store needs. */
export interface SqlDatabase extends SqlSession {
  /** For the few words that the two do not share. */
  readonly kind: "sqlite" | "postgres";
  /** Runs a script without parameters. */
  execute(script: string): Promise<void>;
  /**
   * Runs `act` in one transaction; a throw rolls it back. SQLite runs one at a time, with the write lock from the start.
   * PostgreSQL may run `act` again where it says that another transaction was in the way (SQLSTATE 40001, 40P01).
   */
  transaction<Result>(act: (session: SqlSession) => Promise<Result>): Promise<Result>;
  /** Later calls reject. */
  close(): Promise<void>;
}

export function isSqlValue(value: unknown): value is SqlValue {
  if (typeof value === "number")
    return Number.isSafeInteger(value) || (Number.isFinite(value) && value % 1 !== 0);
  return typeof value === "string" || value === null || value instanceof Uint8Array;
}

// The columns' types are the schema's, so these casts hold.
export function count(row: SqlRow, column: string): number {
  return row[column] as number;
}
export function text(row: SqlRow, column: string): string {
  return row[column] as string;
}
export function bytes(row: SqlRow, column: string): Uint8Array {
  return row[column] as Uint8Array;
}
