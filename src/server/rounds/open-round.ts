import { lockWords } from "../sql/lock-words.ts";
import { bytes, count } from "../sql/sql-database.ts";
import type { SqlDatabase, SqlSession } from "../sql/sql-database.ts";

/** The round that reports go into. */
export interface OpenRound {
  readonly id: number;
  readonly openedAtMs: number;
  readonly salt: Uint8Array;
}

/**
 * Reads the open round and keeps it open until the transaction ends ("share"), or keeps everybody else away from it ("update").
 *
 * @throws {Error} if there is none.
 */
export async function readOpenRound(
  session: SqlSession,
  kind: SqlDatabase["kind"],
  lock: "share" | "update",
): Promise<OpenRound> {
  const read = (): ReturnType<SqlSession["all"]> =>
    session.all(`SELECT id, opened_at_ms, salt FROM round WHERE state = ?${lockWords(kind, lock)}`, ["OPEN"]);
  // Whoever waited here for a round to close saw the table as it was before; a second look sees the next one.
  const row = (await read())[0] ?? (await read())[0];
  if (row === undefined) throw new Error("Cannot take reports as no round is open; start the server anew");
  return { id: count(row, "id"), openedAtMs: count(row, "opened_at_ms"), salt: bytes(row, "salt") };
}

/** Opens the first round, or the one after another; nothing if somebody else has. */
export async function insertOpenRound(
  session: SqlSession,
  { id, nowMs, salt }: { readonly id: number; readonly nowMs: number; readonly salt: Uint8Array },
): Promise<void> {
  await session.run(
    "INSERT INTO round (id, state, opened_at_ms, changed_at_ms, salt) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    [id, "OPEN", nowMs, nowMs, salt],
  );
}
