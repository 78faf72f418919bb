import type { SqlDatabase } from "./sql-database.ts";

/** A database whose transactions fail at the statements that `isBroken` says, as if it went away in the middle of them. */
export function brokenDatabase(database: SqlDatabase, isBroken: (sql: string) => boolean): SqlDatabase {
  return {
    ...database,
    transaction: (act) =>
      database.transaction((session) =>
        act({
          ...session,
          run: async (sql, parameters) => {
            if (isBroken(sql)) throw new Error("the disk is gone");
            return session.run(sql, parameters);
          },
        }),
      ),
  };
}
