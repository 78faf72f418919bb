import { onTestFinished } from "vitest";
import { seededRandom, type Random } from "../../base/random.ts";
import { splitAggregator } from "../../federation/split-aggregator.ts";
import type { SplitCheck } from "../../federation/split-aggregator.ts";
import { decodeSplitShare } from "../../federation/split-share.ts";
import { DAY_MS } from "../day-ms.ts";
import { openHighWater } from "../recovery/high-water.ts";
import { temporaryFolder } from "../server-fixture.ts";
import { openLibsqlDatabase } from "../sql/libsql-database.ts";
import { migrate } from "../sql/migrate.ts";
import { openPostgresDatabase } from "../sql/postgres-database.ts";
import type { PostgresFixture } from "../sql/postgres-fixture.ts";
import type { SqlDatabase, SqlRow } from "../sql/sql-database.ts";
import { createHelperStore } from "./helper-store.ts";
import type { HelperStore, HelperStoreOptions } from "./helper-store.ts";
import { SECRETS, seededBytes, SHARE_TERMS, testReport, type TestReport } from "./split-fixture.ts";
import type { HelperPart, LeaderPart } from "./split-helper.ts";

const leader = splitAggregator("leader", {
  dimensions: SHARE_TERMS.dimensions,
  verifyKey: SECRETS.verifyKey,
});
export const random: Random = seededRandom(3);

/** A place that helper stores can be opened at, again and again. */
export interface Place {
  readonly keys: string;
  readonly openDatabase: () => SqlDatabase;
}

export async function storeAt(place: Place, changes: Partial<HelperStoreOptions> = {}): Promise<HelperStore> {
  const database = place.openDatabase();
  await migrate(database);
  const store = await createHelperStore(database, {
    terms: SHARE_TERMS,
    verifyKey: SECRETS.verifyKey,
    policy: { minCohort: 2, maxAgeMs: DAY_MS, noiseMultiplier: 2 },
    nowMs: () => 1_000 * DAY_MS,
    noiseBytes: seededBytes(4),
    highWater: openHighWater(place.keys),
    mostWaiting: 100,
    ...changes,
  });
  onTestFinished(() => store.close().catch(() => undefined)); // a test may have closed it itself
  return store;
}

export async function reports(count: number): Promise<TestReport[]> {
  const made: TestReport[] = [];
  for (let at = 0; at < count; at++) made.push(await testReport(random));
  return made;
}

export const put = (store: HelperStore, some: readonly TestReport[]): Promise<string[]> =>
  Promise.all(some.map(({ id, helper }) => store.addShare({ id, file: helper })));

/** What the leader sends of its own. */
export async function partOf({
  id,
  leader: file,
}: TestReport): Promise<LeaderPart & { readonly check: SplitCheck }> {
  const check = await leader.check(decodeSplitShare(file, "leader", SHARE_TERMS));
  return { id, part: check.part, check };
}

export async function checked(
  store: HelperStore,
  some: readonly TestReport[],
  roundId = 0,
): Promise<readonly HelperPart[]> {
  return store.check(roundId, await Promise.all(some.map(partOf)));
}

export function databaseAt({ openDatabase }: Pick<Place, "openDatabase">): SqlDatabase {
  const database = openDatabase();
  onTestFinished(() => database.close());
  return database;
}

/** A database that was put back: it has these shares, and the mark knows more. */
export async function placeWith(
  { openDatabase }: Place,
  shares: readonly SqlRow[],
  keys: string,
): Promise<Place> {
  const database = openDatabase();
  await migrate(database);
  for (const { shard, idempotency_key, taken_at_ms, file } of shares)
    await database.run(
      "INSERT INTO helper_share (shard, idempotency_key, taken_at_ms, file) VALUES (?, ?, ?, ?)",
      [shard, idempotency_key, taken_at_ms, file],
    );
  await database.close();
  return { openDatabase, keys };
}

export const ids = (some: readonly TestReport[]): string[] => some.map(({ id }) => id);

/** Where a store may be, by name: PostgreSQL too, where it is installed. */
export const helperPlacesOf = (postgres: PostgresFixture | null): [string, () => Promise<Place>][] => [
  [
    "libsql",
    async () => {
      const folder = temporaryFolder();
      return { keys: folder, openDatabase: () => openLibsqlDatabase(`${folder}/helper.sqlite`) };
    },
  ],
  ...(postgres === null
    ? []
    : [
        [
          "PostgreSQL",
          async () => {
            const url = await postgres.newDatabase();
            return { keys: temporaryFolder(), openDatabase: () => openPostgresDatabase(url) };
          },
        ] satisfies [string, () => Promise<Place>],
      ]),
];
