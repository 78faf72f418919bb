import { decodeDelta } from "../../federation/delta.ts";
import type { DeltaTerms } from "../../federation/delta.ts";
import { toFixedPoint } from "../../federation/fixed-point.ts";
import { dequantize } from "../../federation/quantize.ts";
import { lockWords } from "../sql/lock-words.ts";
import { bytes, count } from "../sql/sql-database.ts";
import type { SqlDatabase, SqlSession } from "../sql/sql-database.ts";
import { BUCKETS } from "./shards.ts";

/**
 * Adds up one shard's reports, bucket by bucket, in whole numbers, and deletes them, all in the caller's transaction: a report is either
 * still there or in the sum, never both and never neither. Whoever comes second finds the sum there and does nothing. Whoever would end the
 * round meanwhile, and take its sums away, waits.
 *
 * @returns Whether the round is still to be summed; nothing was done if not.
 * @throws {Error} if a stored report cannot be read.
 */
export async function sumShard(
  session: SqlSession,
  terms: DeltaTerms,
  {
    kind,
    roundId,
    shard,
  }: { readonly kind: SqlDatabase["kind"]; readonly roundId: number; readonly shard: number },
): Promise<boolean> {
  const lock = lockWords(kind, "share");
  const [round] = await session.all(`SELECT state FROM round WHERE id = ?${lock}`, [roundId]);
  if (round["state"] !== "CLOSING") return false;
  const claimed = await session.run(
    "INSERT INTO shard_sum (round_id, shard, reports) VALUES (?, ?, 0) ON CONFLICT DO NOTHING",
    [roundId, shard],
  );
  if (claimed === 0) return true;
  const sums = new BigInt64Array(BUCKETS * terms.dimensions);
  const rows = await session.all("SELECT bucket, file FROM report WHERE round_id = ? AND shard = ?", [
    roundId,
    shard,
  ]);
  for (const row of rows) {
    const units = toFixedPoint(dequantize(decodeDelta(bytes(row, "file"), terms)), terms.clipNorm);
    const start = count(row, "bucket") * terms.dimensions;
    for (let at = 0; at < units.length; at++) sums[start + at] += BigInt(units[at]);
  }
  await session.run("UPDATE shard_sum SET reports = ?, sums = ? WHERE round_id = ? AND shard = ?", [
    rows.length,
    new Uint8Array(sums.buffer),
    roundId,
    shard,
  ]);
  await session.run("DELETE FROM report WHERE round_id = ? AND shard = ?", [roundId, shard]);
  return true;
}
