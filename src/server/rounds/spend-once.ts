import { rhoOf } from "../../federation/zcdp.ts";
import type { SqlSession } from "../sql/sql-database.ts";
import type { RoundContext } from "./advance-rounds.ts";
import { chargedTo, chargeRound } from "./ledger-rows.ts";

/** Noise that is still to be drawn. */
export interface Draw<Result> {
  readonly reports: number;
  /** Draws the noise and stores what comes of it, in the same transaction. Called when what that costs is beyond forgetting. */
  readonly draw: () => Promise<Result>;
}

/**
 * Draws a round's noise and books what it costs, in one transaction: noise that was drawn twice for the same sums would give them away.
 *
 * The high-water mark has the cost before the noise is drawn. If this process dies in between, nobody knows whether the result was seen:
 * the next start charges it, and this adds to it. While a process lives, all that it could not store are charged as one.
 *
 * @param claim Makes sure that nobody else draws for the round, and reads what it takes; or gives an answer that costs nothing. May be
 *   called again, by a database that asks for a transaction again.
 */
export async function spendOnce<Result>(
  { database, nowMs, highWater }: Pick<RoundContext, "database" | "nowMs" | "highWater">,
  { roundId, noiseMultiplier }: { readonly roundId: number; readonly noiseMultiplier: number },
  claim: (session: SqlSession) => Promise<Draw<Result> | { readonly answer: Result }>,
): Promise<Result> {
  const rho = rhoOf(noiseMultiplier);
  let isIntended = false;
  const result = await database.transaction(async (session) => {
    const claimed = await claim(session);
    if ("answer" in claimed) return claimed.answer;
    const { reports, draw } = claimed;
    const spentAtMs = nowMs();
    // Of tries that failed. Each may know of some that the other does not: nodes may have marks of their own.
    const known = [await chargedTo(session, roundId), highWater.spends().get(roundId)];
    let total = Math.max(...known.map((spend) => (spend === undefined ? 0 : (spend.rho ?? Infinity))));
    // A database that asks for a transaction again has taken back what the first one did.
    if (!isIntended && highWater.intend(roundId, { rho: bookable(rho), reports, spentAtMs })) total += rho;
    isIntended = true;
    const drawn = await draw();
    await chargeRound(session, roundId, { rho: bookable(total), reports, spentAtMs });
    return drawn;
  });
  const spend = highWater.spends().get(roundId);
  if (isIntended && spend !== undefined) highWater.book(roundId, spend);
  return result;
}

/** The ledger has NULL for no bound. */
function bookable(rho: number): number | null {
  return rho === Infinity ? null : rho;
}
