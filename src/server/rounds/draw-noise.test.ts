import { expect, test } from "vitest";
import { DEAF } from "../deaf-observer-fixture.ts";
import { deltaFile, randomKey } from "../server-fixture.ts";
import { storeOn } from "../store-on-fixture.ts";
import { brokenDatabase } from "../sql/interrupted-database-fixture.ts";
import { openLibsqlDatabase } from "../sql/libsql-database.ts";
import { migrate } from "../sql/migrate.ts";

test("a draw that was broken off is paid for as well as the one that follows it", async () => {
  const database = openLibsqlDatabase(":memory:");
  await migrate(database);
  let isBroken = true;
  const failing = brokenDatabase(database, (sql) => isBroken && sql.startsWith("INSERT INTO ledger"));
  const store = await storeOn(failing, { noiseMultiplier: 1 });
  const failures: unknown[] = [];
  store.observe({
    ...DEAF,
    roundStepFailed: (error) => failures.push(error),
  });
  const bytes = deltaFile([0.5, 0, 0]);
  await store.addDelta({ key: randomKey(), baseVersion: 0, bytes, network: "198.51.100" });
  await expect(store.advance()).rejects.toThrow();
  expect(failures).toHaveLength(1);
  expect(await store.spentRhos(0)).toEqual([]);
  expect((await store.rounds(2))[1]).toMatchObject({ state: "SUMMED" });
  isBroken = false;
  // The mark is charged, which fails as well until the disk is back.
  await store.advance();
  expect((await store.rounds(2))[1]).toMatchObject({ state: "PROMOTED" });
  // ρ = 1 / 2 each.
  expect(await store.spentRhos(0)).toEqual([1]);
});
