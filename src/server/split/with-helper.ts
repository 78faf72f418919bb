import type { RoundContext } from "../rounds/advance-rounds.ts";
import { dropRound } from "../rounds/drop-round.ts";
import { count } from "../sql/sql-database.ts";
import { HelperRefusal, HelperUnreachable } from "./split-helper.ts";

/** A step of a split round, and the state that it leads out of. */
export interface HelperStep {
  readonly roundId: number;
  readonly state: "CLOSING" | "SUMMED";
  /** @param untilMs After which it leaves the rest to the next pass, if there can be a rest. */
  readonly act: (untilMs: number) => Promise<void>;
}

/** Of a pass, in which no round closes and no canary is judged. */
const PASS_MS = 10_000;

/**
 * For one pass over the rounds: does what takes the other server. Where that cannot be reached the round waits; where it refuses, or has
 * been away for as long as a round may last, the round ends, and its reports are gone. Who could not be reached is not asked again in the
 * same pass, nor, after one was waited for, in those of the pause: nothing else of the server's rounds moves meanwhile. So what takes long is
 * left to the next pass, too.
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
  helperPause,
}: RoundContext): (step: HelperStep) => Promise<void> {
  let away: HelperUnreachable | null = helperPause.why();
  const untilMs = nowMs() + PASS_MS;
  return async ({ roundId, state, act }) => {
    const isAsked = away === null;
    try {
      if (away !== null) throw away;
      if (nowMs() >= untilMs) return;
      await act(untilMs);
    } catch (error) {
      if (stopping.aborted) return; // the next start goes on with it
      if (!(error instanceof HelperRefusal || error instanceof HelperUnreachable)) throw error;
      if (error instanceof HelperUnreachable && isAsked) {
        away = error;
        helperPause.begin(error);
      }
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
