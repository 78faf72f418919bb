import { count, text } from "../sql/sql-database.ts";
import type { SqlRow, SqlSession } from "../sql/sql-database.ts";
import { checksNotRun } from "../../federation/gate-checks/gate-check.ts";
import type { GateCheck } from "../../federation/gate-checks/gate-check.ts";
import type { RoundRow, RoundState } from "../store.ts";

const COLUMNS =
  "id, state, opened_at_ms, changed_at_ms, reports, base_version, candidate_version, checks, decided_by, reason";

/** The newest rounds, newest first. */
export async function readRounds(session: SqlSession, limit: number): Promise<RoundRow[]> {
  const rows = await session.all(`SELECT ${COLUMNS} FROM round ORDER BY id DESC LIMIT ?`, [limit]);
  return rows.map(rowOf);
}

/** One round, or null. */
export async function readRound(session: SqlSession, id: number): Promise<RoundRow | null> {
  const [row] = await session.all(`SELECT ${COLUMNS} FROM round WHERE id = ?`, [id]);
  return row === undefined ? null : rowOf(row);
}

function rowOf(row: SqlRow): RoundRow {
  const checks = row["checks"] === null ? null : (JSON.parse(text(row, "checks")) as GateCheck[]); // written by us
  return {
    id: count(row, "id"),
    state: text(row, "state") as RoundState, // only the states are ever written
    openedAtMs: count(row, "opened_at_ms"),
    changedAtMs: count(row, "changed_at_ms"),
    reports: row["reports"] as number | null,
    baseVersion: row["base_version"] as number | null,
    version: row["candidate_version"] as number | null,
    checks: checks ?? [],
    notRun: checks === null ? [] : checksNotRun(checks),
    decidedBy: row["decided_by"] as string | null,
    reason: row["reason"] as string | null,
  };
}
