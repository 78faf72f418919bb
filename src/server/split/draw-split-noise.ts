import { splitAggregator } from "../../federation/split-aggregator.ts";
import { readSplitSum } from "../../federation/read-split-sum.ts";
import { splitMean } from "../../federation/split-mean.ts";
import type { RoundContext } from "../rounds/advance-rounds.ts";
import { spendRound } from "../rounds/spend-round.ts";
import { filesOf, keysOf } from "../rounds/report-rows.ts";
import { bytes, text } from "../sql/sql-database.ts";
import { CHECKED } from "./split-report-states.ts";
import { HelperRefusal } from "./split-helper.ts";
import type { SplitLeader } from "./split-leader.ts";

const NO_REPORTS = "its reports were gone: the database was put back from a copy";

/**
 * Makes a split round's mean of the helper's share of the sum, which has the helper's noise, and of this server's own, to which it adds its
 * own in the transaction that books it. The helper answers the same however often it is asked.
 *
 * What is 0 in the mean was not split; the rest is in the units of a step, as another round's.
 *
 * @throws {HelperRefusal} if the helper will never give its share.
 * @throws {HelperUnreachable} if it cannot be reached.
 */
export async function drawSplitNoise(
  context: RoundContext,
  split: SplitLeader,
  roundId: number,
): Promise<void> {
  const { database, terms, policy, stopping } = context;
  const { coordinates, verifyKey, helper, noiseBytes } = split;
  const ids = (await keysOf(database, roundId, CHECKED)).sort();
  if (ids.length === 0) {
    // The database is as it was put back, or another node was quicker.
    await spendRound(context, roundId, { draw: async () => null, reason: NO_REPORTS });
    return;
  }
  const dimensions = coordinates.length;
  const helperShare = usable(await helper.sum(roundId, ids, stopping), dimensions);
  await spendRound(context, roundId, {
    reason: NO_REPORTS,
    draw: async (session) => {
      const counted = await filesOf(session, roundId, CHECKED);
      const present = new Set(counted.map((row) => text(row, "idempotency_key")));
      if (present.size !== ids.length || !ids.every((id) => present.has(id))) return null;
      return () => {
        const own = splitAggregator("leader", { dimensions, verifyKey }).sum(
          counted.map((row) => bytes(row, "file")),
          { noiseMultiplier: policy.noiseMultiplier, randomBytes: noiseBytes },
        );
        const split = splitMean([own, helperShare], {
          dimensions,
          reports: ids.length,
          clipNorm: terms.clipNorm,
        });
        const mean = new Float64Array(terms.dimensions);
        for (const [at, coordinate] of coordinates.entries()) mean[coordinate] = split[at];
        return mean;
      };
    },
  });
}

/** Before anything is booked: the helper answers the same however often it is asked, and each time would be charged. */
function usable(share: Uint8Array, dimensions: number): Uint8Array {
  try {
    readSplitSum(share, dimensions);
    return share;
  } catch (error) {
    throw new HelperRefusal(error instanceof Error ? error.message : String(error));
  }
}
