import { QUALITY_FIELDS } from "../base/quality-fields.ts";
import type { QualityReport } from "../federation/quality-report.ts";
import { DAY_MS } from "./day-ms.ts";
import { createGroupCommit } from "./group-commit.ts";
import { COMPARISON, runningCanary } from "./rounds/canary-trial.ts";
import type { SqlDatabase } from "./sql/sql-database.ts";
import type { QualityCounts } from "./store.ts";

/** Sums of the reports of quality, by day, in a migrated database. */
export interface QualityTable {
  /** Settles when the report is counted on disk. */
  add(report: QualityReport): Promise<void>;
  read(): Promise<QualityCounts>;
  /** Writes what waits. */
  flush(): Promise<void>;
}

/** Four whole weeks: a browser reports at most once a week, and shops are used differently at weekends. */
const RECENT_DAYS = 28;

/** @see QualityTable */
export function createQualityCounts(database: SqlDatabase, nowMs: () => number): QualityTable {
  const today = (): number => Math.floor(nowMs() / DAY_MS);
  const groupCommit = createGroupCommit(async (reports: readonly QualityReport[]) => {
    await database.transaction(async (session) => {
      const running = await runningCanary(session);
      for (const { field, value, isCanary } of reports) {
        if (running !== null && field === COMPARISON)
          await session.run(
            "INSERT INTO canary_count (round_id, arm, day, field, value, reports) VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT (round_id, arm, day, field, value) DO UPDATE SET reports = canary_count.reports + 1",
            [running.roundId, isCanary ? 1 : 0, today(), field, value],
          );
        await session.run(
          "INSERT INTO quality_count (day, field, value, reports) VALUES (?, ?, ?, 1) ON CONFLICT (day, field, value) DO UPDATE SET reports = quality_count.reports + 1",
          [today(), field, value],
        );
      }
    });
    return reports.map(() => undefined);
  });
  const since = async (day: number): Promise<number[][]> => {
    const counts = QUALITY_FIELDS.map(({ values }) => values.map(() => 0));
    const rows = await database.all(
      "SELECT field, value, CAST(sum(reports) AS BIGINT) AS reports FROM quality_count WHERE day >= ? GROUP BY field, value",
      [day],
    );
    // The table is STRICT and filled above, from reports that were parsed.
    for (const { field, value, reports } of rows)
      counts[field as number][value as number] = reports as number;
    return counts;
  };
  return {
    add: (report) => groupCommit.add(report),
    read: async () => ({ total: await since(0), recent: await since(today() - RECENT_DAYS + 1) }),
    flush: () => groupCommit.flush(),
  };
}
