import pg from "pg";
import { isSqlValue } from "./sql-database.ts";
import type { SqlDatabase, SqlRow, SqlSession, SqlValue } from "./sql-database.ts";

type Queryable = Pick<pg.ClientBase, "query">;

/** A node writes in groups, so a few connections carry all it can take. */
const CONNECTIONS = 8;
/** Past it a request is told to come again later: a server that is away must not hold every visitor's request. */
const CONNECT_TIMEOUT_MS = 4_000;

/** How long is waited for what. */
export interface PostgresLimits {
  /** The database ends a statement that takes longer. */
  readonly statementMs: number;
  /**
   * Where the network drops packets nobody is told, and TCP goes on trying for a quarter of an hour: a connection that has not answered
   * for so long is given up. Longer than a statement may take, so that a slow database still says so itself.
   */
  readonly answerMs: number;
  /** The other end of it: what a node has locked that the database cannot hear any more is free again after so long. */
  readonly idleInTransactionMs: number;
  /** A statement that waits longer for a lock ends, and with it what has queued up behind it. */
  readonly lockMs: number;
}

const SERVICE_LIMITS: PostgresLimits = {
  statementMs: 15_000,
  answerMs: 20_000,
  idleInTransactionMs: 15_000,
  lockMs: 15_000,
};

const HOUR_MS = 60 * 60 * 1_000;
/**
 * For a change of the schema, which may copy a table. For a table that is being copied for a backup it does not wait long: the visitors'
 * reports would wait behind it. The next start tries again.
 */
export const MIGRATION_LIMITS: PostgresLimits = {
  ...SERVICE_LIMITS,
  statementMs: HOUR_MS,
  answerMs: HOUR_MS,
  lockMs: 10_000,
};

/** Serialisation failure, deadlock: another transaction was in the way, and the same one may pass now. */
const PASSING = new Set(["40001", "40P01"]);
const ATTEMPTS = 8;
const INT8 = 20;

/**
 * A PostgreSQL database, or one that speaks its protocol.
 *
 * @param url `postgres://user:password@host:port/database`.
 */
export function openPostgresDatabase(url: string, limits: PostgresLimits = SERVICE_LIMITS): SqlDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: limits.statementMs,
    query_timeout: limits.answerMs,
    idle_in_transaction_session_timeout: limits.idleInTransactionMs,
    lock_timeout: limits.lockMs,
    // What is not waited for goes in one journey with what follows it.
    pipeline: true,
    types: { getTypeParser: typeParser },
  });
  // A connection that broke while nobody used it: the next statement makes another, and says so if it cannot.
  pool.on("error", () => undefined);
  // The same between two statements of a transaction, where the pool does not listen: an event that nobody hears ends the process.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const newest = newestConnections(pool);
  const withClient = async <Result>(act: (client: pg.PoolClient) => Promise<Result>): Promise<Result> => {
    const client = await newest.connect();
    try {
      const result = await act(client);
      client.release();
      return result;
    } catch (error) {
      if (isUnanswered(error)) newest.begin();
      // A connection whose transaction could not be taken back must not be used again.
      client.release(isOfStatement(error) ? undefined : true);
      throw error;
    }
  };
  const inTransaction = (client: pg.PoolClient) => async (act: (session: SqlSession) => Promise<unknown>) => {
    const begun = client.query("BEGIN");
    begun.catch(() => undefined); // told below
    try {
      const result = await act(sessionOf(client));
      await begun;
      await client.query("COMMIT");
      return result;
    } catch (error) {
      await client.query("ROLLBACK").catch(() => undefined); // the connection is gone, and the transaction with it
      // An answer that BEGIN has waited for in vain ends the connection, and what went with it hears of the end alone.
      throw await begun.then(
        () => error,
        (first: unknown) => first,
      );
    }
  };
  return {
    kind: "postgres",
    run: (sql, parameters) => withClient((client) => sessionOf(client).run(sql, parameters)),
    all: (sql, parameters) => withClient((client) => sessionOf(client).all(sql, parameters)),
    execute: async (script) => {
      await pool.query(script);
    },
    transaction: async <Result>(act: (session: SqlSession) => Promise<Result>): Promise<Result> => {
      for (let attempt = 1; ; attempt++) {
        try {
          return (await withClient((client) => inTransaction(client)(act))) as Result;
        } catch (error) {
          if (attempt === ATTEMPTS || !PASSING.has(codeOf(error))) throw error;
        }
      }
    },
    close: () => pool.end(),
  };
}

/**
 * Connections of a pool that were made after the last time that one did not answer: the others have most likely gone the same way, and
 * each would be waited for again.
 */
function newestConnections(pool: pg.Pool): {
  begin(): void;
  connect(): Promise<pg.PoolClient>;
} {
  let generation = 0;
  const generations = new WeakMap<pg.PoolClient, number>();
  pool.on("connect", (client) => generations.set(client, generation));
  return {
    begin: () => {
      generation++;
    },
    async connect() {
      for (;;) {
        const client = await pool.connect();
        if (generations.get(client) === generation) return client;
        client.release(true);
      }
    },
  };
}

function sessionOf(client: Queryable): SqlSession {
  return {
    run: async (sql, parameters) => (await client.query(numbered(sql), bound(sql, parameters))).rowCount ?? 0,
    all: async (sql, parameters) =>
      (await client.query(numbered(sql), bound(sql, parameters))).rows.map(toRow),
  };
}

/** `?` becomes `$1`, `$2`, …; statements hold no quoted text, so every question mark is a placeholder. */
function numbered(sql: string): string {
  let at = 0;
  return sql.replace(/\?/g, () => `$${++at}`);
}

function bound(sql: string, parameters: readonly SqlValue[]): SqlValue[] {
  const unfit = parameters.findIndex((value) => !isSqlValue(value));
  if (unfit >= 0)
    throw new TypeError(
      `Cannot run "${sql}" as parameter ${unfit + 1} must be a text, a safe number, bytes or null`,
    );
  // The driver writes a plain Uint8Array as JSON.
  return parameters.map((value) =>
    value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.length) : value,
  );
}

function toRow(row: SqlRow): SqlRow {
  return Object.fromEntries(
    // Plain bytes: a Buffer's slice() does not copy.
    Object.entries(row).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? Uint8Array.from(value) : value,
    ]),
  );
}

/** Counts come as numbers: none here gets near 2⁵³. */
function typeParser(oid: number): (value: string) => unknown {
  if (oid === INT8) return exactInteger;
  return pg.types.getTypeParser(oid);
}

function exactInteger(digits: string): number {
  const value = Number(digits);
  if (!Number.isSafeInteger(value)) throw new RangeError(`Cannot read the integer ${digits} exactly`);
  return value;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** The driver has no class or code for it. */
function isUnanswered(error: unknown): boolean {
  return error instanceof Error && error.message === "Query read timeout";
}

/** True for what PostgreSQL said of a statement (five characters); false where the connection broke. */
function isOfStatement(error: unknown): boolean {
  return /^[0-9A-Z]{5}$/.test(codeOf(error)) && !/^(08|57P|XX)/.test(codeOf(error));
}
