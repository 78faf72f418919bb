import type { Spend } from "../recovery/high-water.ts";
import { count } from "../sql/sql-database.ts";
import type { SqlRow, SqlSession } from "../sql/sql-database.ts";

/** What the ledger has of a round. */
export type LedgerEntry = Omit<Spend, "isBooked">;

/** Columns of a {@link LedgerEntry}, for a statement on `ledger l`. */
export const LEDGER_COLUMNS = "l.round_id, l.rho, l.reports, l.spent_at_ms";

/** ρ in a row of the ledger: null, as there, for no bound. */
export function rhoIn(row: SqlRow): number | null {
  return row["rho"] === null ? null : count(row, "rho");
}

/** What a row with {@link LEDGER_COLUMNS} says. */
export function ledgerEntryIn(row: SqlRow): LedgerEntry {
  return { rho: rhoIn(row), reports: count(row, "reports"), spentAtMs: count(row, "spent_at_ms") };
}

/** What a round has been charged with; undefined for one that has cost nothing. */
export async function chargedTo(session: SqlSession, roundId: number): Promise<LedgerEntry | undefined> {
  const [row] = await session.all(`SELECT ${LEDGER_COLUMNS} FROM ledger l WHERE l.round_id = ?`, [roundId]);
  return row === undefined ? undefined : ledgerEntryIn(row);
}

/** Charges a round with what it has cost in all, in the place of what it was charged with. */
export async function chargeRound(
  session: SqlSession,
  roundId: number,
  { rho, reports, spentAtMs }: LedgerEntry,
): Promise<void> {
  await session.run(
    "INSERT INTO ledger (round_id, rho, reports, spent_at_ms) VALUES (?, ?, ?, ?) ON CONFLICT (round_id) DO UPDATE SET rho = excluded.rho, reports = excluded.reports",
    [roundId, rho, reports, spentAtMs],
  );
}
