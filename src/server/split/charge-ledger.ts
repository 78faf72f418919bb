import { isMore } from "../recovery/high-water.ts";
import type { HighWater } from "../recovery/high-water.ts";
import { count } from "../sql/sql-database.ts";
import type { SqlSession } from "../sql/sql-database.ts";

/**
 * Brings a helper's ledger and its high-water mark to the same height, in the caller's transaction: a database that was put back from a copy
 * is charged with what the mark knows, and the mark learns of what a ledger alone has.
 */
export async function chargeLedger(session: SqlSession, highWater: HighWater): Promise<void> {
  highWater.refresh();
  const rows = await session.all("SELECT round_id, rho, reports, spent_at_ms FROM ledger", []);
  const ledger = new Map(rows.map((row) => [count(row, "round_id"), row]));
  for (const [roundId, row] of ledger) {
    if (highWater.spends().has(roundId)) continue;
    const rho = row["rho"] === null ? null : count(row, "rho");
    highWater.book(roundId, { rho, reports: count(row, "reports"), spentAtMs: count(row, "spent_at_ms") });
  }
  for (const [roundId, { rho, reports, spentAtMs }] of highWater.spends()) {
    const row = ledger.get(roundId);
    if (row !== undefined && !isMore(rho, row["rho"] === null ? null : count(row, "rho"))) continue;
    await session.run(
      "INSERT INTO ledger (round_id, rho, reports, spent_at_ms) VALUES (?, ?, ?, ?) ON CONFLICT (round_id) DO UPDATE SET rho = excluded.rho",
      [roundId, rho, reports, spentAtMs],
    );
  }
}
