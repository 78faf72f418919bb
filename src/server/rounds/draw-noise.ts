import { bytes, count } from "../sql/sql-database.ts";
import type { RoundContext } from "./advance-rounds.ts";
import { noisyMean } from "../../federation/noisy-mean.ts";
import { mergeBuckets } from "./merge-buckets.ts";
import { BUCKETS } from "./shards.ts";

/**
 * Makes the round's mean, with its noise, and books what it costs, in one transaction: noise that was drawn twice for the same sums would
 * give them away. The sums and the key of the buckets are gone with it.
 */
export async function drawNoise(
  { database, terms, policy, nowMs, randomBytes }: RoundContext,
  roundId: number,
): Promise<void> {
  await database.transaction(async (session) => {
    const [row] = await session.all("SELECT reports FROM round WHERE id = ?", [roundId]);
    const changed = await session.run(
      "UPDATE round SET state = ?, changed_at_ms = ?, salt = NULL WHERE id = ? AND state = ?",
      ["NOISED", nowMs(), roundId, "SUMMED"],
    );
    if (changed === 0) return;
    const reports = count(row, "reports");
    const sums = new BigInt64Array(BUCKETS * terms.dimensions);
    for (const shard of await session.all("SELECT sums FROM shard_sum WHERE round_id = ?", [roundId])) {
      const part = new BigInt64Array(Uint8Array.from(bytes(shard, "sums")).buffer);
      for (let at = 0; at < sums.length; at++) sums[at] += part[at];
    }
    const { dimensions, clipNorm } = terms;
    const { noiseMultiplier } = policy;
    const round = { reports, dimensions, clipNorm, noiseMultiplier, randomBytes };
    const { mean, rho } = noisyMean(mergeBuckets(sums, BUCKETS, reports), round);
    await session.run("UPDATE round SET mean = ? WHERE id = ?", [new Uint8Array(mean.buffer), roundId]);
    await session.run("UPDATE shard_sum SET sums = NULL WHERE round_id = ?", [roundId]);
    await session.run("INSERT INTO ledger (round_id, rho, reports, spent_at_ms) VALUES (?, ?, ?, ?)", [
      roundId,
      rho === Infinity ? null : rho,
      reports,
      nowMs(),
    ]);
  });
}
