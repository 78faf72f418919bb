import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { openStore } from "../open-store.ts";
import { PLAIN_ROUNDS } from "../plain-rounds.ts";
import { deltaFile, randomKey, temporaryFolder } from "../server-fixture.ts";
import { storeOn, TERMS } from "../store-on-fixture.ts";
import { brokenDatabase, interruptedDatabase } from "../sql/interrupted-database-fixture.ts";
import { openLibsqlDatabase } from "../sql/libsql-database.ts";
import { migrate } from "../sql/migrate.ts";
import { openPostgresDatabase } from "../sql/postgres-database.ts";
import { startPostgres } from "../sql/postgres-fixture.ts";
import type { Store } from "../store.ts";
import { SHARDS } from "./shards.ts";

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

const POLICY = { cohort: 10_000, promotion: "person" } as const;
const REPORTS = 64;

async function fill(store: Store): Promise<void> {
  const send = (_: unknown, at: number): Promise<unknown> =>
    store.addDelta({
      key: randomKey(),
      baseVersion: 0,
      bytes: deltaFile([at % 2, 0, 0]),
      network: `198.51.${at}`,
    });
  await Promise.all(Array.from({ length: REPORTS }, send));
}

test("a round whose closing ends between two shards has each report once when somebody goes on with it", async () => {
  const database = openLibsqlDatabase(":memory:");
  await migrate(database);
  let claims = 0;
  const store = await storeOn(
    brokenDatabase(database, (sql) => sql.startsWith("INSERT INTO shard_sum") && ++claims === SHARDS / 2),
    POLICY,
  );
  await fill(store);
  await expect(store.closeRound()).rejects.toThrow("the disk is gone");
  expect(await database.all("SELECT shard FROM shard_sum", [])).toHaveLength(SHARDS / 2 - 1);
  expect(await store.round(0)).toMatchObject({ state: "CLOSING" });
  await store.advance();
  expect(await store.round(0)).toMatchObject({ state: "CANDIDATE", reports: REPORTS });
  expect((await store.candidateHeads(0))?.candidate[0]).toBeCloseTo(0.5, 4);
});

test.skipIf(postgres === null)(
  "a round that another node ends while a shard of it is summed leaves no sum behind",
  { timeout: 30_000 },
  async () => {
    const databaseUrl = await postgres!.newDatabase();
    const place = { dataDir: temporaryFolder(), databaseUrl };
    const first = await openStore({ ...PLAIN_ROUNDS, ...POLICY, ...TERMS, ...place });
    onTestFinished(() => first.close());
    const database = openPostgresDatabase(databaseUrl);
    let ending: Promise<Store> | null = null;
    const isWaiting = async (): Promise<boolean> => {
      await pause(5);
      return (await database.all("SELECT pid FROM pg_locks WHERE NOT granted", [])).length > 0;
    };
    /** Until the other node has ended the round, or waits for this one. */
    const otherNode = async (): Promise<void> => {
      ending = openStore({ ...PLAIN_ROUNDS, ...POLICY, ...TERMS, ...place, clipNorm: 2 });
      const hasEnded = ending.then(() => true);
      for (;;) if (await Promise.race([hasEnded, isWaiting()])) return;
    };
    const summing = interruptedDatabase(database, async (sql) => {
      if (ending === null && sql.startsWith("UPDATE shard_sum SET reports")) await otherNode();
    });
    const store = await storeOn(summing, POLICY);
    await fill(first);
    await store.closeRound();
    const other = await ending!;
    onTestFinished(() => other.close());
    expect(await store.round(0)).toMatchObject({ state: "EXPIRED", reason: "the terms changed" });
    expect(await database.all("SELECT shard FROM shard_sum WHERE sums IS NOT NULL", [])).toEqual([]);
  },
);
