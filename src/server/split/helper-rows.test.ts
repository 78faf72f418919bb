import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../server-fixture.ts";
import { openLibsqlDatabase } from "../sql/libsql-database.ts";
import { migrate } from "../sql/migrate.ts";
import type { SqlDatabase, SqlRow, SqlValue } from "../sql/sql-database.ts";
import { sweepShares } from "./helper-rows.ts";

test("looks for shares that wait by an index, however many have been summed", async () => {
  const database = openLibsqlDatabase(`${temporaryFolder()}/helper.sqlite`);
  onTestFinished(() => database.close());
  await migrate(database);
  const plans: string[] = [];
  const explain = async (sql: string, values: readonly SqlValue[]): Promise<SqlRow[]> => {
    const plan = await database.all(`EXPLAIN QUERY PLAN ${sql}`, values);
    if (sql.includes("file IS NOT NULL")) plans.push(plan.map(({ detail }) => detail).join());
    return database.all(sql, values);
  };
  const explained: SqlDatabase = {
    ...database,
    all: explain,
    run: async (sql, values) => (await explain(sql, values)).length,
  };
  expect(await sweepShares(explained, 0, 1)).toBe(0);
  expect(plans).toHaveLength(17); // of each shard, and of how many wait
  for (const plan of plans) expect(plan).toContain("helper_share_waiting");
});
