import { describe, expect, onTestFinished, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { openStore } from "../open-store.ts";
import { openHighWater } from "../recovery/high-water.ts";
import { PLAIN_ROUNDS } from "../plain-rounds.ts";
import { temporaryFolder } from "../server-fixture.ts";
import { createSqlStore } from "../sql-store.ts";
import { openLibsqlDatabase } from "../sql/libsql-database.ts";
import { migrate } from "../sql/migrate.ts";
import type { SqlDatabase } from "../sql/sql-database.ts";
import type { Store } from "../store.ts";
import type { SplitLeader } from "./split-leader.ts";
import { SECRETS, seededBytes, testReport, type TestReport } from "./split-fixture.ts";
import { HelperUnreachable, type SplitHelper } from "./split-helper.ts";

const OTHER_KEY = new Uint8Array(16).fill(7);

/** Remembers what it was told, and never answers. */
function silentHelper(): SplitHelper & { readonly told: Map<string, Set<string>> } {
  const told = new Map<string, Set<string>>();
  return {
    told,
    check: async (_roundId, reports) => {
      for (const { id, part } of reports) told.set(id, (told.get(id) ?? new Set()).add(part.join()));
      throw new HelperUnreachable("connection reset");
    },
    sum: async () => {
      throw new HelperUnreachable("connection reset");
    },
  };
}

const splitOf = (helper: SplitHelper, verifyKey: Uint8Array): SplitLeader => ({
  terms: { helper: "https://other.example/v1", coordinates: 1 },
  coordinates: [0, 1, 2],
  verifyKey,
  helper,
  noiseBytes: seededBytes(1),
});

async function leaderAt(dataDir: string, helper: SplitHelper, verifyKey: Uint8Array): Promise<Store> {
  const split = splitOf(helper, verifyKey);
  const terms = { layout: "phi-1", dimensions: 3 };
  const store = await openStore({ ...terms, ...PLAIN_ROUNDS, dataDir, cohort: 2, minCohort: 2, split });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= store.close());
  onTestFinished(close);
  return { ...store, close };
}

const add = (store: Store, { id, leader }: TestReport) =>
  store.addDelta({ key: id, baseVersion: 0, bytes: leader, network: null });

describe("checkRound", { timeout: 30_000 }, () => {
  test("finds each batch by an index, behind those that are checked, until there is none", async () => {
    const database = openLibsqlDatabase(":memory:");
    await migrate(database);
    const plans: string[] = [];
    const behind: unknown[] = [];
    const explained: SqlDatabase = {
      ...database,
      all: async (sql, values) => {
        if (sql.includes("LIMIT") && sql.includes("FROM report")) {
          const plan = await database.all(`EXPLAIN QUERY PLAN ${sql}`, values);
          plans.push(plan.map(({ detail }) => detail).join());
          if (values[0] === 0) behind.push(values[3]);
        }
        return database.all(sql, values);
      },
    };
    const store = await createSqlStore(explained, {
      terms: { layout: "phi-1", dimensions: 3, clipNorm: 1 },
      initialWeights: new Float32Array(3),
      continuesLayout: null,
      policy: { ...PLAIN_ROUNDS, cohort: 70, minCohort: 70 },
      step: { learningRate: 1, scale: new Float64Array(3).fill(1) },
      split: splitOf(silentHelper(), SECRETS.verifyKey),
      nowMs: Date.now,
      randomBytes: (length) => new Uint8Array(length),
      highWater: openHighWater(temporaryFolder()),
    });
    onTestFinished(() => store.close());
    // No shares, so that the helper is not asked, all in one shard.
    const ids = Array.from({ length: 70 }, (_, at) => at.toString(16).padStart(32, "0"));
    const bytes = new Uint8Array(9);
    for (const key of ids) await store.addDelta({ key, baseVersion: 0, bytes, network: null });
    await expect.poll(() => store.advance().then(async () => (await store.round(0))?.state)).toBe("EXPIRED");
    expect((await store.round(0))?.reason).toContain("0 of its reports were valid");
    expect(plans).toHaveLength(16 + 3); // of each shard one that finds none, of the first three more
    expect(behind).toEqual(["", ids[31], ids[63], ids[69]]);
    for (const plan of plans) expect(plan).toContain("shard=? AND round_id=? AND idempotency_key>?");
  });

  test("tells the helper one part of a report's check alone: a round that was begun under another key is dropped", async () => {
    const random = seededRandom(5);
    const [dataDir, helper] = [temporaryFolder(), silentHelper()];
    const before = await leaderAt(dataDir, helper, SECRETS.verifyKey);
    for (let at = 0; at < 2; at++) await add(before, await testReport(random));
    await expect.poll(() => before.advance().then(() => helper.told.size)).toBeGreaterThan(0);
    await before.advance();
    await before.close();
    const after = await leaderAt(dataDir, helper, OTHER_KEY);
    await after.advance();
    for (const parts of helper.told.values()) expect(parts.size).toBe(1);
    expect(await after.round(0)).toMatchObject({
      state: "EXPIRED",
      reason: "SPLIT_SECRET was changed while its reports were checked",
    });
    // What came since is checked by the new one.
    for (let at = 0; at < 2; at++) await add(after, await testReport(random));
    const known = helper.told.size;
    await expect.poll(() => after.advance().then(() => helper.told.size)).toBeGreaterThan(known);
    expect(await after.round(1)).toMatchObject({ state: "CLOSING" });
  });
});
