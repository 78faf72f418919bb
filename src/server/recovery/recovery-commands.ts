import { join } from "node:path";
import { parseArgs } from "node:util";
import { DATABASE_FILE } from "../open-database.ts";
import { KEY_FOLDER, openStore } from "../open-store.ts";
import type { OpenStoreOptions } from "../open-store.ts";
import type { CatchUp } from "../store.ts";
import { backupFile } from "./backup-file.ts";
import { restoreFile } from "./restore-file.ts";

export const RECOVERY_COMMANDS_HELP = `  backup FILE                                   copies the embedded database while the server runs; with DATABASE_URL,
                                                backup alone brings the high-water mark up and says how to run pg_dump
  restore FILE                                  puts such a copy in the place of a database that no server uses; with
                                                DATABASE_URL, restore alone follows pg_restore
`;

export interface RecoveryOptions {
  readonly storeOptions: OpenStoreOptions;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

export function isRecoveryCommand([command]: readonly string[]): boolean {
  return command === "backup" || command === "restore";
}

/**
 * Runs `backup` or `restore`.
 *
 * @returns What it says.
 * @throws {Error} for a missing or needless file, or what cannot be copied.
 */
export async function runRecoveryCommand(
  parameters: readonly string[],
  { storeOptions, nowMs }: RecoveryOptions,
): Promise<string> {
  const [command, ...files] = parseArgs({ args: [...parameters], allowPositionals: true }).positionals;
  const { dataDir, databaseUrl } = storeOptions;
  const wanted = databaseUrl === undefined ? 1 : 0;
  if (files.length !== wanted)
    throw new Error(
      wanted === 1
        ? `Cannot ${command} as it needs one file: got ${files.length}`
        : `Cannot ${command} a file as DATABASE_URL is set: ${command} alone works with pg_dump and pg_restore; docs/server.md says how`,
    );
  const database = join(dataDir, DATABASE_FILE);
  const keyFolder = join(dataDir, KEY_FOLDER);
  if (command === "backup" && wanted === 1) {
    const bytes = await backupFile(database, files[0], nowMs);
    return `Copied to ${files[0]}: ${bytes} bytes. Reports of rounds under way are not in it. ${keepKeys(keyFolder)}`;
  }
  if (command === "backup") {
    const { version } = await openAndLook(storeOptions);
    return `The high-water mark is at version ${version}. Now: pg_dump --format=custom --exclude-table-data=report --exclude-table-data=shard_sum --exclude-table-data=admin_session --file=FILE "$DATABASE_URL". ${keepKeys(keyFolder)}`;
  }
  const aside = wanted === 0 ? null : await restoreFile(files[0], database, { keyFolder, nowMs });
  const { version, caughtUp } = await openAndLook(storeOptions);
  const kept = aside === null ? "" : `The database that was there is ${aside}. `;
  return `${kept}${caughtUp.map(wordsOf).join("")}The visitors' head is version ${version}\n`;
}

function keepKeys(keyFolder: string): string {
  return `Keep a copy of ${keyFolder} too, elsewhere: the mark of versions and spent budget is there, and grows with each round\n`;
}

/** A start does all that there is to do. */
async function openAndLook(
  storeOptions: OpenStoreOptions,
): Promise<{ readonly version: number; readonly caughtUp: readonly CatchUp[] }> {
  const store = await openStore(storeOptions);
  const caughtUp: CatchUp[] = [];
  try {
    store.observe({
      caughtUp: (done) => caughtUp.push(done),
      committed: () => undefined,
      roundClosed: () => undefined,
      roundStepFailed: () => undefined,
      canaryStopped: () => undefined,
    });
    return { version: (await store.manifest()).version, caughtUp };
  } finally {
    await store.close();
  }
}

function wordsOf({ releasedVersion, charged, dropped }: CatchUp): string {
  const released =
    releasedVersion === null
      ? ""
      : `; its head is released anew as version ${releasedVersion}, above all before`;
  return `It was behind the high-water mark: ${charged.length} rounds are charged to the ledger, ${dropped.length} dropped${released}. `;
}
