import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { rhoOf } from "../../federation/zcdp.ts";
import { KEY_FOLDER, openStore } from "../open-store.ts";
import { PLAIN_ROUNDS } from "../plain-rounds.ts";
import { openHighWater } from "../recovery/high-water.ts";
import { temporaryFolder } from "../server-fixture.ts";
import { createSqlStore } from "../sql-store.ts";
import { brokenDatabase } from "../sql/interrupted-database-fixture.ts";
import { openLibsqlDatabase } from "../sql/libsql-database.ts";
import { migrate } from "../sql/migrate.ts";
import type { SqlDatabase } from "../sql/sql-database.ts";
import type { Store } from "../store.ts";
import type { SplitHelper } from "./split-helper.ts";
import { add, helperOf, reports, splitBy } from "./split-leader-fixture.ts";

test.each([
  ["too short", new Uint8Array(3), "must have 48 bytes: got 3"],
  ["no numbers of the field", new Uint8Array(48).fill(255), "must be 3 numbers of its field"],
])(
  "a helper's share of the sum that is %s ends the round, and costs nobody anything",
  async (_, share, words) => {
    const all = await reports(2);
    const helper = { ...helperOf(all), sum: async () => share };
    const dataDir = temporaryFolder();
    const rounds = { layout: "phi-1", dimensions: 3, cohort: 2, minCohort: 2 };
    const store = await openStore({ dataDir, ...rounds, split: splitBy(helper) });
    for (const report of all) await add(store, report);
    await expect.poll(() => store.advance().then(async () => (await store.round(0))?.state)).toBe("EXPIRED");
    expect((await store.round(0))?.reason).toContain(words);
    await store.close();
    expect(openHighWater(join(dataDir, KEY_FOLDER)).spends().size).toBe(0);
  },
);

/** One whose database a test looks into. */
async function storeOn(database: SqlDatabase, helper: SplitHelper, dataDir: string): Promise<Store> {
  await migrate(database);
  const store = await createSqlStore(database, {
    terms: { layout: "phi-1", dimensions: 3, clipNorm: 1 },
    initialWeights: new Float32Array(3),
    continuesLayout: null,
    policy: { ...PLAIN_ROUNDS, cohort: 2, minCohort: 2, noiseMultiplier: 1 },
    step: { learningRate: 1, scale: new Float64Array(3).fill(1) },
    split: splitBy(helper),
    nowMs: Date.now,
    randomBytes: (length) => new Uint8Array(length).fill(7),
    highWater: openHighWater(dataDir),
  });
  onTestFinished(() => store.close());
  return store;
}

test("a split round's sum whose transaction fails is charged once, not per try, beside the one that is stored", async () => {
  const all = await reports(2);
  const dataDir = temporaryFolder();
  let broken = 5;
  const breaks = (sql: string): boolean => sql.startsWith("UPDATE round SET mean") && broken-- > 0;
  const database = brokenDatabase(openLibsqlDatabase(":memory:"), breaks);
  const store = await storeOn(database, helperOf(all), dataDir);
  for (const report of all) await add(store, report);
  const step = (): Promise<string | undefined> =>
    store
      .advance()
      .catch(() => undefined)
      .then(async () => (await store.round(0))?.state);
  await expect.poll(step).toBe("PROMOTED");
  expect(broken).toBeLessThan(0);
  expect(await store.spentRhos(0)).toEqual([2 * rhoOf(1)]);
  expect(openHighWater(dataDir).spends().get(0)).toMatchObject({ rho: 2 * rhoOf(1), isBooked: true });
});

test("a round whose reports are others than those of the helper's sum ends, and costs nothing", async () => {
  const all = await reports(2);
  const database = openLibsqlDatabase(":memory:");
  const helper = helperOf(all);
  const swapping: SplitHelper = {
    ...helper,
    sum: async (roundId, ids) => {
      const other = "UPDATE report SET idempotency_key = ? WHERE idempotency_key = ?";
      await database.run(other, ["f".repeat(32), ids[0]]);
      return helper.sum(roundId, ids);
    },
  };
  const store = await storeOn(database, swapping, temporaryFolder());
  for (const report of all) await add(store, report);
  await expect.poll(() => store.advance().then(async () => (await store.round(0))?.state)).toBe("EXPIRED");
  expect(await store.spentRhos(0)).toEqual([]);
});
