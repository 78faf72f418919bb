import type { SqlSession } from "../sql/sql-database.ts";
import { deleteReports } from "./report-rows.ts";

/** A round that will never make a head, and why. */
export interface DroppedRound {
  readonly roundId: number;
  /** The state that it must be in. */
  readonly state: "OPEN" | "CLOSING" | "SUMMED";
  readonly nowMs: number;
  readonly reason: string;
}

/**
 * Ends a round whose noise has not been drawn. Nothing of its reports stays but that they came.
 *
 * @returns Whether it was in that state.
 */
export async function dropRound(
  session: SqlSession,
  { roundId, state, nowMs, reason }: DroppedRound,
): Promise<boolean> {
  const changed = await session.run(
    "UPDATE round SET state = ?, changed_at_ms = ?, salt = NULL, reason = ? WHERE id = ? AND state = ?",
    ["EXPIRED", nowMs, reason, roundId, state],
  );
  if (changed === 0) return false;
  await deleteReports(session, roundId);
  await session.run("UPDATE shard_sum SET sums = NULL WHERE round_id = ?", [roundId]);
  return true;
}
