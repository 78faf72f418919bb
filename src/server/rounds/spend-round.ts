import { rhoOf } from "../../federation/zcdp.ts";
import { count } from "../sql/sql-database.ts";
import type { SqlSession } from "../sql/sql-database.ts";
import type { RoundContext } from "./advance-rounds.ts";
import { dropRound } from "./drop-round.ts";
import { deleteReports } from "./report-rows.ts";

/** How a round's mean is made. */
export interface RoundDraw {
  /**
   * Reads what it takes; what it gives back draws the noise, and is called once what that costs is beyond forgetting. Null if what it takes
   * is gone.
   */
  readonly draw: (session: SqlSession, reports: number) => Promise<(() => Float64Array<ArrayBuffer>) | null>;
  /** Why the round is dropped then. */
  readonly reason: string;
}

/**
 * Makes a summed round's mean, with its noise, and books what it costs, in one transaction: noise that was drawn twice for the same sums
 * would give them away. The sums and the key of the buckets are gone with it.
 *
 * The high-water mark has the cost before the noise is drawn. If this process dies in between, nobody knows whether the mean was seen:
 * the next start charges it, and this adds to it.
 */
export async function spendRound(
  { database, policy, nowMs, highWater }: RoundContext,
  roundId: number,
  { draw, reason }: RoundDraw,
): Promise<void> {
  let isIntended = false;
  const rho = bookable(rhoOf(policy.noiseMultiplier));
  const isDrawn = await database.transaction(async (session) => {
    const [row] = await session.all("SELECT reports FROM round WHERE id = ?", [roundId]);
    const reports = count(row, "reports");
    const drawMean = await draw(session, reports);
    // A copy of a database has no sums; noise alone would cost as much as a head.
    if (drawMean === null) {
      await dropRound(session, { roundId, state: "SUMMED", nowMs: nowMs(), reason });
      return false;
    }
    const changed = await session.run(
      "UPDATE round SET state = ?, changed_at_ms = ?, salt = NULL WHERE id = ? AND state = ?",
      ["NOISED", nowMs(), roundId, "SUMMED"],
    );
    if (changed === 0) return false;
    const spentAtMs = nowMs();
    // A database that asks for a transaction again has taken back what the first one did.
    if (!isIntended) highWater.intend(roundId, { rho, reports, spentAtMs });
    isIntended = true;
    await session.run("UPDATE round SET mean = ? WHERE id = ?", [new Uint8Array(drawMean().buffer), roundId]);
    await session.run("UPDATE shard_sum SET sums = NULL WHERE round_id = ?", [roundId]);
    await deleteReports(session, roundId);
    await session.run(
      "INSERT INTO ledger (round_id, rho, reports, spent_at_ms) VALUES (?, ?, ?, ?) ON CONFLICT (round_id) DO UPDATE SET rho = ledger.rho + excluded.rho, reports = excluded.reports",
      [roundId, rho, reports, spentAtMs],
    );
    return true;
  });
  const spend = highWater.spends().get(roundId);
  if (isDrawn && spend !== undefined) highWater.book(roundId, spend);
}

/** The ledger has NULL for no bound. */
function bookable(rho: number): number | null {
  return rho === Infinity ? null : rho;
}
