import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { openLibsqlDatabase } from "../sql/libsql-database.ts";
import { openLibsqlFile } from "../sql/libsql-file.ts";
import type { SqlDatabase } from "../sql/sql-database.ts";
import { moveDurably } from "./backup-file.ts";
import { HighWaterError } from "./high-water-error.ts";
import { openHighWater } from "./high-water.ts";
import { noteAllOf } from "./catch-up.ts";

const OWNER_ONLY = 0o600;
const FOLDER_OF_OWNER = 0o700;

/**
 * Puts a copy that `backupFile` made in the place of an embedded database that no server uses. What the database that is there knows of
 * versions and spent budget goes to the high-water mark first; then it is set aside, not deleted.
 *
 * @param from      The copy.
 * @param to        The database's file.
 * @param keyFolder Where the high-water mark is.
 * @returns Where the database that was there is now; null if there was none.
 * @throws {Error} if the copy is no sound database, or a server uses the one that is there.
 */
export async function restoreFile(
  from: string,
  to: string,
  { keyFolder, nowMs }: { readonly keyFolder: string; readonly nowMs: number },
): Promise<string | null> {
  if (!existsSync(from)) throw new Error(`Cannot restore as there is no file "${from}"`);
  mkdirSync(dirname(to), { recursive: true, mode: FOLDER_OF_OWNER });
  const passing = `${to}.${process.pid}.new`;
  try {
    copyFileSync(from, passing);
    chmodSync(passing, OWNER_ONLY);
    checkCopy(passing, from);
    const aside = existsSync(to) ? `${to}.${new Date(nowMs).toISOString().replaceAll(":", "")}` : null;
    if (aside !== null) {
      await takeOutOfUse(to, keyFolder);
      for (const ending of ["", "-wal", "-shm"])
        if (existsSync(to + ending)) renameSync(to + ending, aside + ending);
    }
    moveDurably(passing, to);
    return aside;
  } finally {
    for (const ending of ["", "-wal", "-shm"]) rmSync(passing + ending, { force: true });
  }
}

function checkCopy(path: string, name: string): void {
  let found: string;
  try {
    const file = openLibsqlFile(path);
    try {
      found = String(file.get("PRAGMA integrity_check", [])?.["integrity_check"]);
      if (found === "ok") file.get("SELECT max(version) FROM release", []);
      file.execute("PRAGMA journal_mode = DELETE");
    } finally {
      file.close();
    }
  } catch (cause) {
    found = cause instanceof Error ? cause.message : String(cause);
  }
  if (found !== "ok")
    throw new Error(`Cannot restore "${name}" as it must be a sound copy of a server's database: ${found}`);
}

/**
 * Damage is no reason to stop: it may be why there is something to restore, and then the mark has what was known.
 *
 * @throws {Error} if another process has it open.
 * @throws {HighWaterError} if what it knows cannot be noted: then it stays where it is.
 */
async function takeOutOfUse(path: string, keyFolder: string): Promise<void> {
  const mark = openHighWater(keyFolder);
  let database: SqlDatabase | null = null;
  try {
    database = openLibsqlDatabase(path);
    await noteAllOf(database, mark).catch((thrown: unknown) => {
      if (thrown instanceof HighWaterError) throw thrown;
    });
    // Refused as long as anybody else has the file open.
    await database.execute("PRAGMA journal_mode = DELETE");
  } catch (cause) {
    if (cause instanceof HighWaterError) throw cause;
    if (/locked|busy/i.test(String(cause)))
      throw new Error(`Cannot restore as a server uses "${path}"; stop it first`, { cause });
  } finally {
    await database?.close();
  }
}
