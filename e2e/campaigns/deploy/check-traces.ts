import { text, type SqlDatabase } from "../../../src/server/sql/sql-database.ts";
import { keysIn, withPlace } from "../faults/read-database.ts";
import { unless } from "./deploy-check.ts";
import type { CheckResult, CheckTools } from "./deploy-check.ts";

/** Where visitors come from in these checks, and where one of them says to come from; the servers' own address is 127.0.0.1. */
const ADDRESS = /127\.0\.[1-9]\d*\.\d+|198\.51\.\d+\.\d+/;
/** Of reports; the header that has a key, and what else a request has. */
const OF_A_REQUEST = /idempotency|user-agent|remote_ip|x-forwarded-for/i;

/** After all that the others have done: nothing of who sent it is written down anywhere. Comes last. */
export async function checkTraces({ deployment }: CheckTools): Promise<CheckResult> {
  const logs = { proxy: deployment.proxy.log(), servers: deployment.nodeLog() };
  const faults = Object.entries(logs).flatMap(([who, log]) =>
    log
      .split("\n")
      .filter((line) => ADDRESS.test(line) || OF_A_REQUEST.test(line))
      .slice(0, 3)
      .map((line) => `The log of the ${who} has "${line.slice(0, 300)}"`),
  );
  const { tables, found } = await withPlace(deployment.place, searchDatabase);
  const { size: reports } = await keysIn(deployment.place);
  const lines = Object.values(logs).map((log) => log.split("\n").length);
  return {
    faults: [
      ...faults,
      ...found.map((table) => `The table "${table}" has an address`),
      // Otherwise there was nothing to find.
      ...unless(reports > 0, "No report was sent before: let other parts come first, as networks"),
    ],
    words: `no address of a visitor in ${lines[0]} lines of the proxy's log, ${lines[1]} of the servers', ${tables} tables, after ${reports.toLocaleString("en")} reports`,
    figures: { reports, lines, tables, found, logs },
  };
}

/** Looks at every row of every table, as text. */
async function searchDatabase(
  database: SqlDatabase,
): Promise<{ readonly tables: number; readonly found: readonly string[] }> {
  const rows = await database.all("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", []);
  const found: string[] = [];
  for (const name of rows.map((row) => text(row, "tablename"))) {
    const all = await database.all(`SELECT one::text AS row FROM ${name} AS one`, []);
    if (all.some((row) => ADDRESS.test(text(row, "row")))) found.push(name);
  }
  return { tables: rows.length, found };
}
