import { openLibsqlFile } from "./libsql-file.ts";
import type { SqlDatabase, SqlSession } from "./sql-database.ts";

/**
 * An SQLite file as an {@link SqlDatabase}: one transaction or statement after the other, as there is one connection, and what
 * one of them awaits must not let another one in.
 *
 * @param path A file that may not exist yet, in a folder that does, or ":memory:".
 * @throws {Error} if the file cannot be opened.
 */
export function openLibsqlDatabase(path: string): SqlDatabase {
  const file = openLibsqlFile(path);
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(act: () => Result | Promise<Result>): Promise<Result> => {
    const turn = last.then(act);
    last = turn.catch(() => undefined);
    return turn;
  };
  const session: SqlSession = {
    run: async (sql, parameters) => file.run(sql, parameters),
    all: async (sql, parameters) => [...file.iterate(sql, parameters)],
  };
  return {
    kind: "sqlite",
    run: (sql, parameters) => inTurn(() => file.run(sql, parameters)),
    all: (sql, parameters) => inTurn(() => [...file.iterate(sql, parameters)]),
    execute: (script) => inTurn(() => file.execute(script)),
    transaction: (act) =>
      inTurn(async () => {
        file.begin();
        try {
          const result = await act(session);
          file.commit();
          return result;
        } catch (error) {
          file.rollback();
          throw error;
        }
      }),
    close: () => inTurn(() => file.close()),
  };
}
