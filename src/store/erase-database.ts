import { deleteDB } from "idb";
import { DATABASE_NAME } from "../base/database-name.ts";

const ERASE_TIMEOUT_MS = 5_000;

/**
 * Deletes the visitor's database. Tabs that hold it open close it when they are asked to.
 *
 * @throws {Error} if one does not within 5 s; the database is then gone as soon as that tab is.
 */
export async function eraseDatabase(): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new Error(
            "Cannot erase the visitor's data yet: another tab still holds the database open; close it",
          ),
        ),
      ERASE_TIMEOUT_MS,
    );
  });
  await Promise.race([deleteDB(DATABASE_NAME), timeout]).finally(() => clearTimeout(timer));
}
