import type { RoundContext } from "../rounds/advance-rounds.ts";
import { dropRound } from "../rounds/drop-round.ts";
import { count } from "../sql/sql-database.ts";
import { HelperRefusal, HelperUnreachable } from "./split-helper.ts";

/** A step of a split round, and the state that it leads out of. */
export interface HelperStep {
  readonly roundId: number;
  readonly state: "CLOSING" | "SUMMED";
  readonly act: () => Promise<void>;
}

/**
 * For one pass over the rounds: does what takes the other server. Where that cannot be reached the round waits; where it refuses, or has
 * been away for as long as a round may last, the round ends, and its reports are gone. Who could not be reached is not asked again in the
 * same pass: one that hangs would be waited for as often as rounds wait, and nothing else of the server's rounds would move.
 *
 * A round that is no longer in the step's own state has been taken on by another node, and is left to it: once a round has its sum,
 * every other check of it is refused. What fails at this server, its database or its program, is nothing that ends a round: it is thrown.
 */
export function withHelper({
  database,
  policy,
  nowMs,
  observers,
  stopping,
}: RoundContext): (step: HelperStep) => Promise<void> {
  let away: HelperUnreachable | null = null;
  return async ({ roundId, state, act }) => {
    const isAsked = away === null;
    try {
      if (away !== null) throw away;
      await act();
    } catch (error) {
      if (stopping.aborted) return; // the next start goes on with it
      if (!(error instanceof HelperRefusal || error instanceof HelperUnreachable)) throw error;
      if (error instanceof HelperUnreachable) away ??= error;
      const [row] = await database.all("SELECT state, changed_at_ms FROM round WHERE id = ?", [roundId]);
      if (row["state"] !== state) return;
      const hasWaited = nowMs() - count(row, "changed_at_ms") >= policy.maxAgeMs;
      if (error instanceof HelperRefusal || hasWaited)
        await database.transaction((session) =>
          dropRound(session, { roundId, state, nowMs: nowMs(), reason: error.message }),
        );
      else if (!isAsked) return;
      for (const observer of observers) observer.roundStepFailed(error);
    }
  };
}
