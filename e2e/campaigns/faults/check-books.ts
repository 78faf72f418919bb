import { FEATURE_COUNT, FEATURE_LAYOUT } from "../../../src/learning/feature-layout.ts";
import { openStore } from "../../../src/server/open-store.ts";
import { count } from "../../../src/server/sql/sql-database.ts";
import type { SqlDatabase } from "../../../src/server/sql/sql-database.ts";
import type { FaultLoad } from "./fault-load.ts";
import { COHORT, NOISE_MULTIPLIER } from "./fault-nodes.ts";
import type { Place } from "./fault-nodes.ts";
import { keysOf, oldestVersionOf, withPlace } from "./read-database.ts";

/** What a database says of all reports, when no server uses it. */
export interface Books {
  /** Keys that were acknowledged and are not there, though the head that they were made against is. */
  readonly lost: number;
  /** Keys that were acknowledged and need not be there: of heads that nobody may report against any more. */
  readonly outdated: number;
  readonly acknowledged: number;
  /** Keys that are there. */
  readonly stored: number;
  /** Reports that rounds say they have; as many as are there or outdated, if each counts once. */
  readonly counted: number;
  readonly closedRounds: number;
  readonly ledgerEntries: number;
  /** Rounds that were charged for a draw that a dying or cut off server may have made, and one that it has made. */
  readonly chargedTwice: number;
  /** Closed rounds that have become something else than a candidate or a release. */
  readonly unfinished: number;
}

/** Opens the database as a server would, which ends what rounds have left to do. */
export async function readBooks(place: Place, acknowledged: FaultLoad["acknowledged"]): Promise<Books> {
  const { DATA_DIR, DATABASE_URL } = place;
  const store = await openStore({
    cohort: COHORT,
    minCohort: 1,
    noiseMultiplier: NOISE_MULTIPLIER,
    dataDir: DATA_DIR,
    ...(DATABASE_URL === undefined ? {} : { databaseUrl: DATABASE_URL }),
    layout: FEATURE_LAYOUT,
    dimensions: FEATURE_COUNT,
  });
  await store.advance();
  await store.close();
  return withPlace(place, (database) => readFrom(database, acknowledged));
}

async function readFrom(database: SqlDatabase, acknowledged: FaultLoad["acknowledged"]): Promise<Books> {
  const stored = await keysOf(database);
  const rounds = await database.all("SELECT id, state, reports FROM round", []);
  const closed = rounds.filter(({ state }) => state !== "OPEN");
  const [open] = await database.all("SELECT count(*) AS reports FROM report", []);
  const ledger = await database.all("SELECT rho FROM ledger", []);
  const oldest = await oldestVersionOf(database);
  const gone = [...acknowledged].filter(([key]) => !stored.has(key));
  const outdated = gone.filter(([, version]) => version < oldest).length;
  const rho = Math.min(...ledger.map((row) => count(row, "rho")));
  return {
    acknowledged: acknowledged.size,
    lost: gone.length - outdated,
    outdated,
    stored: stored.size,
    counted: closed.reduce((sum, row) => sum + count(row, "reports"), count(open, "reports")),
    closedRounds: closed.length,
    ledgerEntries: ledger.length,
    chargedTwice: ledger.filter((row) => count(row, "rho") > rho * 1.5).length,
    unfinished: closed.filter(({ state }) => state !== "CANDIDATE" && state !== "PROMOTED").length,
  };
}

/** Whether nothing is lost, nothing counted twice, and every round paid for; a database without a closed round shows none of it. */
export function isInOrder(books: Books): boolean {
  return (
    books.lost === 0 &&
    books.stored + books.outdated === books.counted &&
    books.closedRounds > 0 &&
    books.closedRounds === books.ledgerEntries &&
    books.unfinished === 0 &&
    books.acknowledged > 0
  );
}
