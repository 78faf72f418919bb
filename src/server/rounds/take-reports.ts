import { text } from "../sql/sql-database.ts";
import type { SqlDatabase, SqlSession } from "../sql/sql-database.ts";
import type { DeltaUpload, Receipt } from "../store.ts";
import { readOpenRound } from "./open-round.ts";
import { currentVersion } from "./release-rows.ts";
import { bucketOf, shardOf } from "./shards.ts";
import { AS_IT_CAME } from "../split/split-report-states.ts";

/**
 * Puts a group of reports into the open round, in the caller's transaction. A key counts once for its base version, however often
 * and on however many nodes it comes, and whatever has become of its round; in one round it counts once for all versions.
 *
 * @returns One receipt a report, in order.
 */
export async function takeReports(
  session: SqlSession,
  kind: SqlDatabase["kind"],
  uploads: readonly DeltaUpload[],
): Promise<Receipt[]> {
  // At once: on PostgreSQL it is one journey, on a busy machine the dearest part of a commit.
  const [round, version] = await Promise.all([
    readOpenRound(session, kind, "share"),
    currentVersion(session),
  ]);
  // In one order on every node: two that wait for each other's keys would both have to begin again.
  const fresh = [
    ...new Map(
      uploads.filter(({ baseVersion }) => baseVersion === version).map((upload) => [upload.key, upload]),
    ).values(),
  ].sort((a, b) => (a.key < b.key ? -1 : 1));
  const isFresh = new Set<string>();
  if (fresh.length > 0) {
    const rows = await session.all(
      `INSERT INTO report_key (base_version, shard, idempotency_key) VALUES ${tuples(fresh.length, 3)} ON CONFLICT DO NOTHING RETURNING idempotency_key`,
      fresh.flatMap(({ key }) => [version, shardOf(key), key]),
    );
    for (const row of rows) isFresh.add(text(row, "idempotency_key"));
  }
  const taken = fresh.filter(({ key }) => isFresh.has(key));
  const accepted = new Set<string>();
  if (taken.length > 0) {
    // What came to this round against the head before is in it, whatever it says it is of now.
    const rows = await session.all(
      `INSERT INTO report (round_id, shard, idempotency_key, bucket, file) VALUES ${tuples(taken.length, 5)} ON CONFLICT DO NOTHING RETURNING idempotency_key`,
      taken.flatMap(({ key, network, bytes }) => [
        round.id,
        shardOf(key),
        key,
        network === null ? AS_IT_CAME : bucketOf(round.salt, network),
        bytes,
      ]),
    );
    for (const row of rows) accepted.add(text(row, "idempotency_key"));
  }
  const receipts: Receipt[] = [];
  for (const { key, baseVersion } of uploads) {
    if (baseVersion !== version)
      receipts.push((await isKnown(session, baseVersion, key)) ? "duplicate" : "stale");
    else receipts.push(accepted.delete(key) ? "accepted" : "duplicate");
  }
  return receipts;
}

async function isKnown(session: SqlSession, baseVersion: number, key: string): Promise<boolean> {
  const rows = await session.all(
    "SELECT shard FROM report_key WHERE base_version = ? AND shard = ? AND idempotency_key = ?",
    [baseVersion, shardOf(key), key],
  );
  return rows.length > 0;
}

/** "(?, ?), (?, ?)" */
function tuples(rows: number, columns: number): string {
  const tuple = `(${Array.from({ length: columns }, () => "?").join(", ")})`;
  return Array.from({ length: rows }, () => tuple).join(", ");
}
