import { count } from "../sql/sql-database.ts";
import type { SqlSession } from "../sql/sql-database.ts";

/**
 * Takes the number of a new head, in the caller's transaction. Whatever becomes of the head, no other one ever has its number: deltas
 * name it as their base, and browsers may have tried a candidate that was refused later. Others wait until the transaction ends.
 */
export async function takeVersion(session: SqlSession): Promise<number> {
  await session.run("UPDATE next_version SET version = version + 1 WHERE id = ?", [1]);
  const [row] = await session.all("SELECT version FROM next_version WHERE id = ?", [1]);
  return count(row, "version") - 1;
}
