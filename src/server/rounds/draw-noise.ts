import { bytes, count } from "../sql/sql-database.ts";
import type { RoundContext } from "./advance-rounds.ts";
import { noisyMean } from "../../federation/noisy-mean.ts";
import { rhoOf } from "../../federation/zcdp.ts";
import { mergeBuckets } from "./merge-buckets.ts";
import { dropRound } from "./drop-round.ts";
import { BUCKETS, SHARDS } from "./shards.ts";

/**
 * Makes the round's mean, with its noise, and books what it costs, in one transaction: noise that was drawn twice for the same sums would
 * give them away. The sums and the key of the buckets are gone with it.
 *
 * The high-water mark has the cost before the noise is drawn. If this process dies in between, nobody knows whether the mean was seen:
 * the next start charges it, and this adds to it.
 */
export async function drawNoise(
  { database, terms, policy, nowMs, randomBytes, highWater }: RoundContext,
  roundId: number,
): Promise<void> {
  let isIntended = false;
  const isDrawn = await database.transaction(async (session) => {
    const [row] = await session.all("SELECT reports FROM round WHERE id = ?", [roundId]);
    const shards = await session.all("SELECT sums FROM shard_sum WHERE round_id = ? AND sums IS NOT NULL", [
      roundId,
    ]);
    // A copy of a database has no sums; noise alone would cost as much as a head.
    if (shards.length < SHARDS) {
      await dropRound(session, { roundId, state: "SUMMED", nowMs: nowMs(), reason: NO_SUMS });
      return false;
    }
    const changed = await session.run(
      "UPDATE round SET state = ?, changed_at_ms = ?, salt = NULL WHERE id = ? AND state = ?",
      ["NOISED", nowMs(), roundId, "SUMMED"],
    );
    if (changed === 0) return false;
    const reports = count(row, "reports");
    const spentAtMs = nowMs();
    // A database that asks for a transaction again has taken back what the first one did.
    if (!isIntended)
      highWater.intend(roundId, { rho: bookable(rhoOf(policy.noiseMultiplier)), reports, spentAtMs });
    isIntended = true;
    const sums = new BigInt64Array(BUCKETS * terms.dimensions);
    for (const shard of shards) {
      const part = new BigInt64Array(Uint8Array.from(bytes(shard, "sums")).buffer);
      for (let at = 0; at < sums.length; at++) sums[at] += part[at];
    }
    const { dimensions, clipNorm } = terms;
    const { noiseMultiplier } = policy;
    const round = { reports, dimensions, clipNorm, noiseMultiplier, randomBytes };
    const { mean, rho } = noisyMean(mergeBuckets(sums, BUCKETS, reports), round);
    await session.run("UPDATE round SET mean = ? WHERE id = ?", [new Uint8Array(mean.buffer), roundId]);
    await session.run("UPDATE shard_sum SET sums = NULL WHERE round_id = ?", [roundId]);
    await session.run(
      "INSERT INTO ledger (round_id, rho, reports, spent_at_ms) VALUES (?, ?, ?, ?) ON CONFLICT (round_id) DO UPDATE SET rho = ledger.rho + excluded.rho, reports = excluded.reports",
      [roundId, bookable(rho), reports, spentAtMs],
    );
    return true;
  });
  const spend = highWater.spends().get(roundId);
  if (isDrawn && spend !== undefined) highWater.book(roundId, spend);
}

const NO_SUMS = "its sums were gone: the database was put back from a copy";

/** The ledger has NULL for no bound. */
function bookable(rho: number): number | null {
  return rho === Infinity ? null : rho;
}
