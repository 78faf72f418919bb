import { count } from "../sql/sql-database.ts";
import type { SqlSession } from "../sql/sql-database.ts";
import type { RoundContext } from "./advance-rounds.ts";
import { dropRound } from "./drop-round.ts";
import { deleteReports } from "./report-rows.ts";
import { spendOnce } from "./spend-once.ts";

/** How a round's mean is made. */
export interface RoundDraw {
  /** Reads what it takes; what it gives back draws the noise, and is called once. Null if what it takes is gone. */
  readonly draw: (session: SqlSession, reports: number) => Promise<(() => Float64Array<ArrayBuffer>) | null>;
  /** Why the round is dropped then. */
  readonly reason: string;
}

/** Makes a summed round's mean, with its noise: see {@link spendOnce}. The sums and the key of the buckets are gone with it. */
export async function spendRound(
  context: RoundContext,
  roundId: number,
  { draw, reason }: RoundDraw,
): Promise<void> {
  const { noiseMultiplier } = context.policy;
  const { nowMs } = context;
  const nothing = { answer: undefined };
  await spendOnce<void>(context, { roundId, noiseMultiplier }, async (session) => {
    const [row] = await session.all("SELECT reports FROM round WHERE id = ?", [roundId]);
    const reports = count(row, "reports");
    const drawMean = await draw(session, reports);
    // A copy of a database has no sums; noise alone would cost as much as a head.
    if (drawMean === null) {
      await dropRound(session, { roundId, state: "SUMMED", nowMs: nowMs(), reason });
      return nothing;
    }
    const changed = await session.run(
      "UPDATE round SET state = ?, changed_at_ms = ?, salt = NULL WHERE id = ? AND state = ?",
      ["NOISED", nowMs(), roundId, "SUMMED"],
    );
    if (changed === 0) return nothing;
    return {
      reports,
      draw: async () => {
        const mean = new Uint8Array(drawMean().buffer);
        await session.run("UPDATE round SET mean = ? WHERE id = ?", [mean, roundId]);
        await session.run("UPDATE shard_sum SET sums = NULL WHERE round_id = ?", [roundId]);
        await deleteReports(session, roundId);
      },
    };
  });
}
