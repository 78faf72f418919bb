import type { SqlSession } from "../sql/sql-database.ts";

/**
 * Notes that what browsers are told has changed, in the caller's transaction, which has the row of `participation` to itself from then on.
 * Another node's clock may be ahead: then this is the later change all the same, and what browsers are told of the time does not go back.
 */
export async function noteChange(session: SqlSession, nowMs: number): Promise<void> {
  await session.run(
    "UPDATE participation SET changed_at_ms = CASE WHEN changed_at_ms < ? THEN ? ELSE changed_at_ms END WHERE id = ?",
    [nowMs, nowMs, 1],
  );
}
