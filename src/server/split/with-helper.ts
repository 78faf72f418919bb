import type { RoundContext } from "../rounds/advance-rounds.ts";
import { dropRound } from "../rounds/drop-round.ts";
import { count } from "../sql/sql-database.ts";
import { HelperRefusal } from "./split-helper.ts";

const WAITING = ["CLOSING", "SUMMED"] as const;

/**
 * Does what takes the other server. Where that cannot be reached the round waits, and the other rounds go on; where it refuses, or has been
 * away for as long as a round may last, the round ends, and its reports are gone.
 */
export async function withHelper(
  { database, policy, nowMs, observers }: RoundContext,
  roundId: number,
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    const [row] = await database.all("SELECT changed_at_ms FROM round WHERE id = ?", [roundId]);
    const hasWaited = nowMs() - count(row, "changed_at_ms") >= policy.maxAgeMs;
    if (error instanceof HelperRefusal || hasWaited)
      await database.transaction(async (session) => {
        const reason = error instanceof Error ? error.message : String(error);
        for (const state of WAITING) await dropRound(session, { roundId, state, nowMs: nowMs(), reason });
      });
    for (const observer of observers) observer.roundStepFailed(error);
  }
}
