import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openLibsqlDatabase } from "./sql/libsql-database.ts";
import { migrate } from "./sql/migrate.ts";
import { MIGRATION_LIMITS, openPostgresDatabase } from "./sql/postgres-database.ts";
import type { SqlDatabase } from "./sql/sql-database.ts";

/** Where a server's database is. */
export interface DatabasePlace {
  /** Folder of the embedded database, and of `keys`, where the high-water mark is; made if it is missing, readable by its owner only. */
  readonly dataDir: string;
  /** `postgres://…`: the database for several servers, in the place of the embedded one. */
  readonly databaseUrl?: string | undefined;
}

/** In a server's `dataDir`, where there is no other database. */
export const DATABASE_FILE = "personal-rank.sqlite";

/**
 * Opens a server's database, made or brought up to the newest schema as needed.
 *
 * PostgreSQL is migrated by connections of its own: those that serve visitors wait for no statement as long as one that copies a table takes.
 *
 * @throws {Error} if it cannot be used; nothing stays open then.
 */
export async function openDatabase({ dataDir, databaseUrl }: DatabasePlace): Promise<SqlDatabase> {
  if (databaseUrl !== undefined) {
    const patient = openPostgresDatabase(databaseUrl, MIGRATION_LIMITS);
    await migrate(patient).finally(() => patient.close());
    return openPostgresDatabase(databaseUrl);
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const database = openLibsqlDatabase(join(dataDir, DATABASE_FILE));
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
