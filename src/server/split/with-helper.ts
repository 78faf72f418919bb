import type { RoundContext } from "../rounds/advance-rounds.ts";
import { dropRound } from "../rounds/drop-round.ts";
import { count } from "../sql/sql-database.ts";
import { HelperRefusal } from "./split-helper.ts";

/** A step of a split round, and the state that it leads out of. */
export interface HelperStep {
  readonly roundId: number;
  readonly state: "CLOSING" | "SUMMED";
  readonly act: () => Promise<void>;
}

/**
 * Does what takes the other server. Where that cannot be reached the round waits, and the other rounds go on; where it refuses, or has been
 * away for as long as a round may last, the round ends, and its reports are gone.
 *
 * A round that is no longer in the step's own state has been taken on by another node, and is left to it: once a round has its sum,
 * every other check of it is refused.
 */
export async function withHelper(
  { database, policy, nowMs, observers }: RoundContext,
  { roundId, state, act }: HelperStep,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    const [row] = await database.all("SELECT state, changed_at_ms FROM round WHERE id = ?", [roundId]);
    if (row["state"] !== state) return;
    const hasWaited = nowMs() - count(row, "changed_at_ms") >= policy.maxAgeMs;
    if (error instanceof HelperRefusal || hasWaited) {
      const reason = error instanceof Error ? error.message : String(error);
      await database.transaction((session) => dropRound(session, { roundId, state, nowMs: nowMs(), reason }));
    }
    for (const observer of observers) observer.roundStepFailed(error);
  }
}
