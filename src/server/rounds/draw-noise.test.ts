import { randomBytes } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { DEAF } from "../deaf-observer-fixture.ts";
import { PLAIN_ROUNDS } from "../plain-rounds.ts";
import { openHighWater } from "../recovery/high-water.ts";
import { deltaFile, randomKey, temporaryFolder } from "../server-fixture.ts";
import { createSqlStore } from "../sql-store.ts";
import { brokenDatabase } from "../sql/broken-database-fixture.ts";
import { openLibsqlDatabase } from "../sql/libsql-database.ts";
import { migrate } from "../sql/migrate.ts";

test("a draw that was broken off is paid for as well as the one that follows it", async () => {
  const database = openLibsqlDatabase(":memory:");
  await migrate(database);
  let isBroken = true;
  const failing = brokenDatabase(database, (sql) => isBroken && sql.startsWith("INSERT INTO ledger"));
  const store = await createSqlStore(failing, {
    terms: { layout: "phi-1", dimensions: 3, clipNorm: 1 },
    initialWeights: new Float32Array(3),
    continuesLayout: null,
    policy: { ...PLAIN_ROUNDS, noiseMultiplier: 1 },
    step: { learningRate: 1, scale: new Float64Array(3).fill(1) },
    nowMs: Date.now,
    highWater: openHighWater(temporaryFolder()),
    randomBytes: (length) => Uint8Array.from(randomBytes(length)),
  });
  onTestFinished(() => store.close());
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
