import { count, text } from "../sql/sql-database.ts";
import type { SqlRow, SqlSession } from "../sql/sql-database.ts";
import { SHARDS } from "./shards.ts";

/** The table's key begins with the shard: with all of them named it is looked up, and not read from end to end. */
const OF_ROUND = `round_id = ? AND shard IN (${Array.from({ length: SHARDS }, (_, shard) => shard).join(", ")})`;

/** How many reports of a round wait to be summed. */
export async function reportsOf(session: SqlSession, roundId: number): Promise<number> {
  const [row] = await session.all(`SELECT count(*) AS reports FROM report WHERE ${OF_ROUND}`, [roundId]);
  return count(row, "reports");
}

/** The keys of a round's reports in one bucket. */
export async function keysOf(session: SqlSession, roundId: number, bucket: number): Promise<string[]> {
  const rows = await session.all(`SELECT idempotency_key FROM report WHERE ${OF_ROUND} AND bucket = ?`, [
    roundId,
    bucket,
  ]);
  return rows.map((row) => text(row, "idempotency_key"));
}

/** The same with their files, which may be many megabytes. */
export function filesOf(session: SqlSession, roundId: number, bucket: number): Promise<SqlRow[]> {
  return session.all(`SELECT idempotency_key, file FROM report WHERE ${OF_ROUND} AND bucket = ?`, [
    roundId,
    bucket,
  ]);
}

/** Deletes the reports of a round. */
export async function deleteReports(session: SqlSession, roundId: number): Promise<void> {
  await session.run(`DELETE FROM report WHERE ${OF_ROUND}`, [roundId]);
}
