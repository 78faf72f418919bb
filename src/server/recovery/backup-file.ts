import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { dropRound } from "../rounds/drop-round.ts";
import { openLibsqlDatabase } from "../sql/libsql-database.ts";
import { migrate } from "../sql/migrate.ts";
import { count } from "../sql/sql-database.ts";
import type { SqlDatabase } from "../sql/sql-database.ts";
import { syncFolder } from "./high-water.ts";

const OWNER_ONLY = 0o600;
const REASON = "its reports were left out of the copy";

/**
 * Copies an embedded database into one file, as it is at one moment, while servers go on writing to it. Reports and sums that wait for
 * their round's noise are left out: a copy would outlive what was promised of them.
 *
 * @param from The database's file.
 * @param to   The copy's; there must be nothing yet. It is there whole, or not at all.
 * @returns The copy's size in bytes.
 * @throws {Error} if there is no database, or something is at `to`.
 */
export async function backupFile(from: string, to: string, nowMs: number): Promise<number> {
  if (!existsSync(from))
    throw new Error(`Cannot back up as there is no database "${from}"; is DATA_DIR right?`);
  if (existsSync(to)) throw new Error(`Cannot back up to "${to}" as something is there; name a new file`);
  const passing = `${to}.${process.pid}.part`;
  try {
    const source = openLibsqlDatabase(from);
    // Made first, as SQLite would make it for all to read, and it has reports until they are taken out below.
    closeSync(openSync(passing, "wx", OWNER_ONLY));
    await source.run("VACUUM INTO ?", [passing]).finally(() => source.close());
    const copy = openLibsqlDatabase(passing);
    try {
      await migrate(copy);
      await withoutReports(copy, nowMs);
      await copy.execute("VACUUM");
      // Everything in the one file that is moved.
      await copy.execute("PRAGMA journal_mode = DELETE");
    } finally {
      await copy.close();
    }
    moveDurably(passing, to);
  } finally {
    for (const ending of ["", "-wal", "-shm", "-journal"]) rmSync(passing + ending, { force: true });
  }
  return statSync(to).size;
}

/** Leaves no report, sum or salt in a copy, and no session of an admin. */
async function withoutReports(copy: SqlDatabase, nowMs: number): Promise<void> {
  await copy.transaction(async (session) => {
    for (const state of ["OPEN", "CLOSING", "SUMMED"] as const)
      for (const row of await session.all("SELECT id FROM round WHERE state = ?", [state]))
        await dropRound(session, { roundId: count(row, "id"), state, nowMs, reason: REASON });
    // Whoever has signed out since must not be signed in again.
    await session.run("DELETE FROM admin_session", []);
  });
}

/** A file that is on disk under its new name when this returns, in the place of what was there. */
export function moveDurably(from: string, to: string): void {
  const handle = openSync(from, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(from, to);
  syncFolder(dirname(resolve(to)));
}
