import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { splitAggregator } from "../../federation/split-aggregator.ts";
import type { SplitCheck } from "../../federation/split-aggregator.ts";
import { decodeSplitShare } from "../../federation/split-share.ts";
import { rhoOf } from "../../federation/zcdp.ts";
import { openHighWater } from "../recovery/high-water.ts";
import { temporaryFolder } from "../server-fixture.ts";
import { openLibsqlDatabase } from "../sql/libsql-database.ts";
import { migrate } from "../sql/migrate.ts";
import { openPostgresDatabase } from "../sql/postgres-database.ts";
import { startPostgres } from "../sql/postgres-fixture.ts";
import type { SqlDatabase, SqlRow } from "../sql/sql-database.ts";
import { createHelperStore } from "./helper-store.ts";
import type { HelperStore, HelperStoreOptions } from "./helper-store.ts";
import { SECRETS, seededBytes, SHARE_TERMS, testReport, type TestReport } from "./split-fixture.ts";
import type { HelperPart, LeaderPart } from "./split-helper.ts";

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

const DAY_MS = 86_400_000;
const leader = splitAggregator("leader", {
  dimensions: SHARE_TERMS.dimensions,
  verifyKey: SECRETS.verifyKey,
});
const random = seededRandom(3);

/** A place that stores can be opened at, again and again. */
interface Place {
  readonly keys: string;
  readonly openDatabase: () => SqlDatabase;
}

async function storeAt(place: Place, changes: Partial<HelperStoreOptions> = {}): Promise<HelperStore> {
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

async function reports(count: number): Promise<TestReport[]> {
  const made: TestReport[] = [];
  for (let at = 0; at < count; at++) made.push(await testReport(random));
  return made;
}

const put = (store: HelperStore, some: readonly TestReport[]): Promise<string[]> =>
  Promise.all(some.map(({ id, helper }) => store.addShare({ id, file: helper })));

/** What the leader sends of its own. */
async function partOf({
  id,
  leader: file,
}: TestReport): Promise<LeaderPart & { readonly check: SplitCheck }> {
  const check = await leader.check(decodeSplitShare(file, "leader", SHARE_TERMS));
  return { id, part: check.part, check };
}

async function checked(
  store: HelperStore,
  some: readonly TestReport[],
  roundId = 0,
): Promise<readonly HelperPart[]> {
  return store.check(roundId, await Promise.all(some.map(partOf)));
}

function databaseAt({ openDatabase }: Pick<Place, "openDatabase">): SqlDatabase {
  const database = openDatabase();
  onTestFinished(() => database.close());
  return database;
}

/** A database that was put back: it has these shares, and the mark knows more. */
async function placeWith({ openDatabase }: Place, shares: readonly SqlRow[], keys: string): Promise<Place> {
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

const ids = (some: readonly TestReport[]): string[] => some.map(({ id }) => id);

const ENGINES: [string, () => Promise<Place>][] = [
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

for (const [engine, newPlace] of ENGINES)
  describe(`the second aggregator on ${engine}`, () => {
    test("counts a report once, together, later, after a restart and after its sum", async () => {
      const place = await newPlace();
      const store = await storeAt(place);
      const some = await reports(3);
      const receipts = await put(store, [...some, ...some]);
      expect(receipts.filter((receipt) => receipt === "accepted")).toHaveLength(3);
      await checked(store, some);
      await store.sum(0, ids(some));
      await store.close();
      const again = await storeAt(place);
      expect(await put(again, some)).toEqual(["duplicate", "duplicate", "duplicate"]);
      expect(await checked(again, some, 1)).toEqual(
        ids(some).map((id) => ({ id, part: null, isAccepted: false })),
      );
    });

    test("accepts what is in range, gives the same part again, and knows nothing of what did not reach it", async () => {
      const place = await newPlace();
      const store = await storeAt(place);
      const [good, other, missing] = await reports(3);
      const bad = await testReport(random, {
        change: (report) => {
          const leaderShare = report.leaderShare.slice();
          leaderShare[0] ^= 1;
          return [{ ...report, leaderShare }, report];
        },
      });
      await put(store, [good, other, bad]);
      const all = [good, bad, missing, other];
      const first = await checked(store, all);
      expect(first.map(({ isAccepted }) => isAccepted)).toEqual([true, false, false, true]);
      const { check, part } = await partOf(good);
      expect(await check.accept([part, first[0].part!])).not.toBeNull();
      await store.close();
      const second = await checked(await storeAt(place), all);
      expect(second[0]).toEqual(first[0]);
      // What is wrong is gone at once, and stays known.
      expect(second[1]).toEqual({ id: bad.id, part: null, isAccepted: false });
      expect(await put(await storeAt(place), [bad])).toEqual(["duplicate"]);
    });

    test("tells one part of a report's check alone, whatever key it has later, or another node has meanwhile", async () => {
      const place = await newPlace();
      const [one, two] = await reports(2);
      const other = { verifyKey: new Uint8Array(16).fill(7) };
      const store = await storeAt(place);
      await put(store, [one, two]);
      const [first] = await checked(store, [one]);
      await store.close();
      const again = await storeAt(place, other);
      expect(await checked(again, [one])).toEqual([first]);
      const nodes = [again, await storeAt(place)];
      const answers = await Promise.all(nodes.map((node) => checked(node, [two])));
      const parts = answers.flat().flatMap(({ part }) => (part === null ? [] : [part.join()]));
      expect(new Set(parts).size).toBe(1);
      const [row] = await databaseAt(place).all("SELECT file FROM helper_share WHERE idempotency_key = ?", [
        one.id,
      ]);
      expect(row).toEqual({ file: first.part }); // the share itself is gone
    });

    test("gives a round one sum, draws its noise once and pays once, however often and on however many nodes it is asked", async () => {
      const place = await newPlace();
      const store = await storeAt(place);
      const nodes = engine === "libsql" ? [store, store] : [store, await storeAt(place)];
      const some = await reports(4);
      await put(store, some);
      await checked(store, some);
      const three = ids(some.slice(0, 3));
      const shares = await Promise.all(
        Array.from({ length: 6 }, (_, at) =>
          nodes[at % 2].sum(0, at % 3 === 0 ? three : [...three].reverse()),
        ),
      );
      for (const share of shares) expect(share).toEqual(shares[0]);
      await expect(store.sum(0, ids(some))).rejects.toThrow("a round has one sum");
      await expect(store.sum(1, three)).rejects.toThrow("3 of 3 are not");
      await expect(checked(store, some)).rejects.toThrow("its sum has been given");
      await store.close();
      const after = await storeAt(place);
      expect(await after.sum(0, three)).toEqual(shares[0]);
      const database = databaseAt(place);
      expect(await database.all("SELECT round_id, rho, reports FROM ledger", [])).toEqual([
        { round_id: 0, rho: rhoOf(2), reports: 3 },
      ]);
      // Those that the leader did not accept are gone too.
      const kept = "SELECT shard FROM helper_share WHERE file IS NOT NULL OR output IS NOT NULL";
      expect(await database.all(kept, [])).toEqual([]);
    });

    test("sums no fewer than it wants, whatever the leader says, and nothing that is not accepted", async () => {
      const store = await storeAt(await newPlace());
      const some = await reports(3);
      await put(store, some);
      await checked(store, some.slice(0, 2));
      await expect(store.sum(0, [some[0].id, some[0].id])).rejects.toThrow("Cannot sum 1 reports");
      await expect(store.sum(0, ids(some))).rejects.toThrow("1 of 3 are not");
      // What was checked for a round is in no other.
      await expect(store.sum(1, ids(some.slice(0, 2)))).rejects.toThrow("2 of 2 are not");
      expect((await checked(store, some, 1)).map(({ isAccepted }) => isAccepted)).toEqual([
        false,
        false,
        true,
      ]);
      expect(await store.sum(0, ids(some.slice(0, 2)))).toHaveLength(48);
    });

    test("draws no noise anew for a round that a database which was put back has forgotten, and is charged", async () => {
      const place = await newPlace();
      const store = await storeAt(place);
      const some = await reports(2);
      await put(store, some);
      await checked(store, some, 7);
      await store.sum(7, ids(some));
      await store.close();
      // Only the keys are left; the devices send again.
      const other = { ...(await newPlace()), keys: place.keys };
      const restored = await storeAt(other);
      await put(restored, some);
      await checked(restored, some, 7);
      await expect(restored.sum(7, ids(some))).rejects.toThrow("its noise was drawn before");
      const database = databaseAt(other);
      expect(await database.all("SELECT round_id, rho FROM ledger", [])).toEqual([
        { round_id: 7, rho: rhoOf(2) },
      ]);
    });

    test("sums nothing of what had come before a sum that a database which was put back has forgotten, under whatever round", async () => {
      const place = await newPlace();
      const clock = { nowMs: 1_000 * DAY_MS };
      const store = await storeAt(place, { nowMs: () => clock.nowMs });
      const some = await reports(3);
      await put(store, some);
      const copy = await databaseAt(place).all("SELECT * FROM helper_share", []);
      await checked(store, some, 7);
      clock.nowMs += 1;
      await store.sum(7, ids(some.slice(0, 2)));
      await store.close();
      const before = await placeWith(await newPlace(), copy, place.keys);
      clock.nowMs += 1;
      const restored = await storeAt(before, { nowMs: () => clock.nowMs });
      const none = ids(some).map((id) => ({ id, part: null, isAccepted: false }));
      expect(await checked(restored, some, 8)).toEqual(none);
      await expect(restored.sum(8, ids(some))).rejects.toThrow("3 of 3 are not");
      expect(await put(restored, some)).toEqual(["duplicate", "duplicate", "duplicate"]);
      // Of what comes since it takes sums, also after another start.
      const fresh = await reports(2);
      await put(restored, fresh);
      await restored.close();
      const again = await storeAt(before, { nowMs: () => clock.nowMs });
      await checked(again, fresh, 8);
      expect(await again.sum(8, ids(fresh))).toHaveLength(48);
    });

    test("knows after a start which sums it has given, if it was killed before it noted one, and draws anew what was none", async () => {
      const place = await newPlace();
      const store = await storeAt(place);
      const some = await reports(4);
      await put(store, some);
      const copy = await databaseAt(place).all("SELECT * FROM helper_share", []);
      await checked(store, some.slice(0, 2), 7);
      await store.sum(7, ids(some.slice(0, 2)));
      await store.close();
      const mark = join(place.keys, "high-water.jsonl");
      const lines = readFileSync(mark, "utf8").split("\n");
      writeFileSync(mark, lines.filter((line) => !line.includes('"booked"')).join("\n"));
      expect(openHighWater(place.keys).spends().get(7)?.isBooked).toBe(false);
      const again = await storeAt(place);
      expect(openHighWater(place.keys).spends().get(7)).toMatchObject({ isBooked: true, rho: rhoOf(2) });
      // Killed before its transaction was: that was no sum.
      const spend = { rho: rhoOf(2), reports: 2, spentAtMs: 1_000 * DAY_MS };
      openHighWater(place.keys).intend(8, spend);
      await again.close();
      const last = await storeAt(place);
      await checked(last, some.slice(2), 8);
      expect(await last.sum(8, ids(some.slice(2)))).toHaveLength(48);
      await last.close();
      const restored = await storeAt(await placeWith(await newPlace(), copy, place.keys));
      await expect(restored.sum(7, ids(some.slice(0, 2)))).rejects.toThrow("its noise was drawn before");
    });

    test("refuses new shares when too many wait, in words for who sends them, and knows those that have come", async () => {
      const store = await storeAt(await newPlace(), { mostWaiting: 3 });
      const some = await reports(4);
      await put(store, some.slice(0, 3));
      expect(await put(store, some.slice(0, 3))).toEqual(["duplicate", "duplicate", "duplicate"]);
      const refused = { statusCode: 429, reason: "quota", retryAfterSeconds: 3_600 };
      await expect(put(store, some.slice(3))).rejects.toMatchObject(refused);
      await checked(store, some);
      await store.sum(0, ids(some.slice(0, 3)));
      await store.sweep();
      expect(await put(store, some.slice(3))).toEqual(["accepted"]);
    });

    test("keeps for a day more than a round lasts what nobody has asked for, and what was checked for twice as long", async () => {
      const clock = { nowMs: 1_000 * DAY_MS };
      const policy = { minCohort: 2, maxAgeMs: 14 * DAY_MS, noiseMultiplier: 2 };
      const store = await storeAt(await newPlace(), { nowMs: () => clock.nowMs, policy });
      const [asked, late, forgotten] = await reports(3);
      await put(store, [asked, late, forgotten]);
      await checked(store, [asked]);
      clock.nowMs += 15 * DAY_MS;
      await store.sweep();
      expect((await checked(store, [late]))[0].isAccepted).toBe(true);
      clock.nowMs += 1;
      await store.sweep();
      const accepted = async () =>
        (await checked(store, [asked, late, forgotten])).map(({ isAccepted }) => isAccepted);
      expect(await accepted()).toEqual([true, true, false]);
      clock.nowMs += 13 * DAY_MS;
      await store.sweep();
      expect(await accepted()).toEqual([false, false, false]);
    });

    test("answers others between two reports that it checks", async () => {
      const store = await storeAt(await newPlace());
      const some = await reports(16);
      await put(store, some);
      const parts = await Promise.all(some.map(partOf));
      let isDone = false;
      let turns = 0;
      const turn = (): void => {
        turns++;
        if (!isDone) setImmediate(turn);
      };
      turn();
      await store.check(0, parts);
      isDone = true;
      expect(turns).toBeGreaterThanOrEqual(16);
    });

    test("forgets what nobody asked for in twice the time of a round", async () => {
      const place = await newPlace();
      const clock = { nowMs: 1_000 * DAY_MS };
      const store = await storeAt(place, { nowMs: () => clock.nowMs });
      const [old, young] = await reports(2);
      await put(store, [old]);
      clock.nowMs += DAY_MS;
      await put(store, [young]);
      clock.nowMs += DAY_MS + 1;
      await store.sweep();
      expect((await checked(store, [old, young])).map(({ isAccepted }) => isAccepted)).toEqual([false, true]);
    });
  });
