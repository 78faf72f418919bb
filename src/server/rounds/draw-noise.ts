import { bytes } from "../sql/sql-database.ts";
import type { RoundContext } from "./advance-rounds.ts";
import { noisyMean } from "../../federation/noisy-mean.ts";
import { mergeBuckets } from "./merge-buckets.ts";
import { BUCKETS, SHARDS } from "./shards.ts";
import { spendRound } from "./spend-round.ts";

/** Makes the mean of a round's sums, with its noise: see {@link spendRound}. */
export async function drawNoise(context: RoundContext, roundId: number): Promise<void> {
  const { terms, policy, randomBytes } = context;
  const { dimensions, clipNorm } = terms;
  await spendRound(context, roundId, {
    reason: "its sums were gone: the database was put back from a copy",
    draw: async (session, reports) => {
      const shards = await session.all("SELECT sums FROM shard_sum WHERE round_id = ? AND sums IS NOT NULL", [
        roundId,
      ]);
      if (shards.length < SHARDS) return null;
      return () => {
        const sums = new BigInt64Array(BUCKETS * dimensions);
        for (const shard of shards) {
          const part = new BigInt64Array(Uint8Array.from(bytes(shard, "sums")).buffer);
          for (let at = 0; at < sums.length; at++) sums[at] += part[at];
        }
        const { noiseMultiplier } = policy;
        const round = { reports, dimensions, clipNorm, noiseMultiplier, randomBytes };
        return noisyMean(mergeBuckets(sums, BUCKETS, reports), round).mean;
      };
    },
  });
}
