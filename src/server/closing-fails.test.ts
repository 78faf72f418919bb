import { expect, test } from "vitest";
import { DEAF } from "./deaf-observer-fixture.ts";
import { createMetrics } from "./metrics.ts";
import { SHARDS } from "./rounds/shards.ts";
import { deltaFile, randomKey } from "./server-fixture.ts";
import { storeOn } from "./store-on-fixture.ts";
import { brokenDatabase } from "./sql/interrupted-database-fixture.ts";
import { openLibsqlDatabase } from "./sql/libsql-database.ts";
import { migrate } from "./sql/migrate.ts";

const REPORTS = 60;
const NOTHING = { version: 0, reports: 0, ageSeconds: 0, reportProbability: 1, canaryShare: 0 };

test("a round that cannot go on is told and counted once a try, however many reports come meanwhile, and all of them are taken", async () => {
  const database = openLibsqlDatabase(":memory:");
  await migrate(database);
  let tries = 0;
  const failing = brokenDatabase(
    database,
    (sql) => sql.startsWith("INSERT INTO shard_sum") && ++tries % SHARDS === 0,
  );
  const store = await storeOn(failing, { cohort: 4 });
  const failures: unknown[] = [];
  const metrics = createMetrics();
  const counted = (): string | undefined =>
    /^personal_rank_round_failures_total (\d+)$/m.exec(metrics.render(NOTHING))?.[1];
  expect(counted()).toBe("0");
  store.observe({
    ...DEAF,
    roundStepFailed: (error) => {
      failures.push(error);
      metrics.roundStepFailed(error);
    },
  });
  for (let report = 0; report < REPORTS; report++) {
    const upload = { key: randomKey(), baseVersion: 0, bytes: deltaFile([0.5, 0, 0]), network: "198.51.100" };
    expect(await store.addDelta(upload)).toBe("accepted");
  }
  await store.advance().catch(() => undefined);
  expect(counted()).toBe(String(failures.length));
  expect(tries).toBeGreaterThan(SHARDS);
  expect(failures.length).toBeGreaterThan(0);
  expect(failures.length).toBeLessThanOrEqual(tries / SHARDS);
});
