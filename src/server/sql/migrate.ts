import { MIGRATIONS } from "./migrations.ts";
import { count } from "./sql-database.ts";
import type { SqlDatabase, SqlSession } from "./sql-database.ts";

/**
 * Brings a database up to the newest schema, each step in a transaction of its own. Several processes may do so at once.
 *
 * @param migrations The scripts; tests pass others.
 * @throws {Error} if the database was written by a newer server.
 */
export async function migrate(
  database: SqlDatabase,
  migrations: readonly string[] = MIGRATIONS[database.kind],
): Promise<void> {
  const isSqlite = database.kind === "sqlite";
  if (!isSqlite) await makeVersionTable(database);
  const versionOf = async (session: SqlSession): Promise<number> => {
    const [row] = await session.all(
      isSqlite ? "PRAGMA user_version" : "SELECT version AS user_version FROM schema_version FOR UPDATE",
      [],
    );
    return count(row, "user_version");
  };
  for (let isDone = false; !isDone;) {
    isDone = await database.transaction(async (session) => {
      const present = await versionOf(session);
      if (present > migrations.length) {
        throw new Error(
          `Cannot open the store as its schema must be version ${migrations.length} or older: got ${present}; run the newer server that wrote it`,
        );
      }
      if (present === migrations.length) return true;
      for (const statement of statementsOf(migrations[present])) await session.run(statement, []);
      await session.run(
        isSqlite
          ? `PRAGMA user_version = ${present + 1}`
          : `UPDATE schema_version SET version = ${present + 1}`,
        [],
      );
      return false;
    });
  }
}

/** Two processes that make it at once get in each other's way, even with IF NOT EXISTS: the loser looks again. */
async function makeVersionTable(database: SqlDatabase): Promise<void> {
  const make = async (): Promise<void> => {
    await database.execute(
      "CREATE TABLE IF NOT EXISTS schema_version (id BIGINT PRIMARY KEY, version BIGINT NOT NULL)",
    );
    await database.run("INSERT INTO schema_version (id, version) VALUES (1, 0) ON CONFLICT DO NOTHING", []);
  };
  await make().catch(make);
}

/** Scripts have no semicolon but those that end a statement. */
function statementsOf(script: string): string[] {
  return script
    .replace(/--.*$/gm, "")
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
