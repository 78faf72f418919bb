import type { SqlDatabase } from "./sql-database.ts";

/** A database that has something happen before each statement of a transaction; what it throws, the statement throws. */
export function interruptedDatabase(
  database: SqlDatabase,
  before: (sql: string) => Promise<void> | void,
): SqlDatabase {
  return {
    ...database,
    transaction: (act) =>
      database.transaction((session) =>
        act({
          ...session,
          run: async (sql, parameters) => {
            await before(sql);
            return session.run(sql, parameters);
          },
        }),
      ),
  };
}

/** A database whose transactions fail at the statements that `isBroken` says, as if it went away in the middle of them. */
export function brokenDatabase(database: SqlDatabase, isBroken: (sql: string) => boolean): SqlDatabase {
  return interruptedDatabase(database, (sql) => {
    if (isBroken(sql)) throw new Error("the disk is gone");
  });
}
