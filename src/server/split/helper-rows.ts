import { DAY_MS } from "../day-ms.ts";
import { SHARDS, shardOf } from "../rounds/shards.ts";
import { count, text } from "../sql/sql-database.ts";
import type { SqlDatabase, SqlSession } from "../sql/sql-database.ts";

/** A share as it is stored. */
export interface HelperShare {
  /** The report's nonce: 32 hex digits. */
  readonly id: string;
  readonly file: Uint8Array;
}

/** No browser sends again what it made so long ago. */
const KNOWN_FOR_MS = 400 * DAY_MS;

/** Puts a group of shares in, in the caller's transaction; what came before counts no second time. */
export async function insertShares(
  session: SqlSession,
  group: readonly HelperShare[],
  nowMs: number,
): Promise<("accepted" | "duplicate")[]> {
  // In one order on every node: two that wait for each other's ids would both have to begin again.
  const fresh = [...new Map(group.map((share) => [share.id, share])).values()].sort((a, b) =>
    a.id < b.id ? -1 : 1,
  );
  const rows = await session.all(
    `INSERT INTO helper_share (shard, idempotency_key, taken_at_ms, file) VALUES ${fresh.map(() => "(?, ?, ?, ?)").join(", ")} ON CONFLICT DO NOTHING RETURNING idempotency_key`,
    fresh.flatMap(({ id, file }) => [shardOf(id), id, nowMs, file]),
  );
  const accepted = new Set(rows.map((row) => text(row, "idempotency_key")));
  return group.map(({ id }) => (accepted.delete(id) ? "accepted" : "duplicate"));
}

/** Whether a share has come before. */
export async function isKnownShare(database: SqlDatabase, id: string): Promise<boolean> {
  const rows = await database.all("SELECT shard FROM helper_share WHERE shard = ? AND idempotency_key = ?", [
    shardOf(id),
    id,
  ]);
  return rows.length > 0;
}

/**
 * Deletes the shares that are in no sum after twice `maxAgeMs`, whether somebody has asked for them or not: the first server may ask for
 * the earliest of a round only when this one is back from as long an absence as a round bears. Forgets what was summed long ago.
 *
 * @param maxAgeMs For which a round may take reports, and after that may wait for this server.
 * @returns How many wait.
 */
export async function sweepShares(database: SqlDatabase, nowMs: number, maxAgeMs: number): Promise<number> {
  for (let shard = 0; shard < SHARDS; shard++) {
    await database.run("DELETE FROM helper_share WHERE shard = ? AND file IS NOT NULL AND taken_at_ms < ?", [
      shard,
      nowMs - 2 * maxAgeMs,
    ]);
    await database.run("DELETE FROM helper_share WHERE shard = ? AND taken_at_ms < ?", [
      shard,
      nowMs - KNOWN_FOR_MS,
    ]);
  }
  const [row] = await database.all("SELECT count(*) AS shares FROM helper_share WHERE file IS NOT NULL", []);
  return count(row, "shares");
}
