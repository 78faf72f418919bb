import { count } from "../sql/sql-database.ts";
import type { SqlSession } from "../sql/sql-database.ts";
import type { RoundPolicy } from "../store.ts";
import { nextReportProbability } from "../../federation/next-report-probability.ts";
import { noteChange } from "./note-change.ts";
import type { OpenRound } from "./open-round.ts";

/** The open round as it is. */
export interface SteeredRound {
  readonly round: OpenRound;
  readonly reports: number;
  /** Whether it ends now, and the next one begins. */
  readonly isEnding: boolean;
}

/**
 * Sets which share of the reports that are due browsers are to send, in the caller's transaction, which keeps others away from the
 * round: when a round ends, by how long it took, and before, if it has lasted as long as it should have.
 */
export async function steerReports(
  session: SqlSession,
  { round, reports, isEnding }: SteeredRound,
  { cohort, fillMs, nowMs }: Pick<RoundPolicy, "cohort" | "fillMs"> & { readonly nowMs: number },
): Promise<void> {
  const [row] = await session.all(
    "SELECT report_probability, round_id, since_ms, since_reports FROM participation",
    [],
  );
  const probability = count(row, "report_probability");
  const isSince = count(row, "round_id") === round.id;
  const elapsedMs = Math.max(1, nowMs - (isSince ? count(row, "since_ms") : round.openedAtMs));
  if (!isEnding && fillMs !== null && elapsedMs < fillMs) return;
  const came = reports - (isSince ? count(row, "since_reports") : 0);
  const next = nextReportProbability({ probability, elapsedMs, reports: came, cohort, fillMs });
  if (next === probability) return;
  await noteChange(session, nowMs);
  await session.run(
    "UPDATE participation SET report_probability = ?, round_id = ?, since_ms = ?, since_reports = ? WHERE id = ?",
    [next, isEnding ? round.id + 1 : round.id, nowMs, isEnding ? 0 : reports, 1],
  );
}
