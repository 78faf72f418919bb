import { isMore } from "../recovery/high-water.ts";
import type { HighWater } from "../recovery/high-water.ts";
import { chargeRound, LEDGER_COLUMNS, ledgerEntryIn } from "../rounds/ledger-rows.ts";
import { count } from "../sql/sql-database.ts";
import type { SqlSession } from "../sql/sql-database.ts";

/**
 * Brings a helper's ledger and its high-water mark to the same height, in the caller's transaction. The mark learns of what the database
 * alone has: of each sum too, as a process may have died before it noted that one. A database that was put back from a copy is charged with
 * what the mark knows, and loses the shares that came before a sum it has forgotten: some of them may be in that one already, and in
 * another, with noise of its own, they would say more.
 *
 * What was about to be drawn and is in no sum takes nothing away: nobody was told, and it may be drawn again.
 */
export async function chargeLedger(session: SqlSession, highWater: HighWater): Promise<void> {
  highWater.refresh();
  const sums = await session.all("SELECT round_id FROM helper_sum", []);
  const summed = new Set(sums.map((row) => count(row, "round_id")));
  const rows = await session.all(`SELECT ${LEDGER_COLUMNS} FROM ledger l`, []);
  const ledger = new Map(rows.map((row) => [count(row, "round_id"), ledgerEntryIn(row)]));
  for (const [roundId, entry] of ledger)
    if (!highWater.spends().has(roundId) || summed.has(roundId)) highWater.book(roundId, entry);
  let forgottenUntilMs = -1;
  for (const [roundId, { isBooked, ...spend }] of highWater.spends()) {
    if (isBooked && !summed.has(roundId)) forgottenUntilMs = Math.max(forgottenUntilMs, spend.spentAtMs);
    const entry = ledger.get(roundId);
    if (entry === undefined || isMore(spend.rho, entry.rho)) await chargeRound(session, roundId, spend);
  }
  // Their names stay, so that they count no second time.
  await session.run(
    "UPDATE helper_share SET file = NULL, output = NULL WHERE file IS NOT NULL AND taken_at_ms <= ?",
    [forgottenUntilMs],
  );
}
