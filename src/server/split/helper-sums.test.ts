import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { rhoOf } from "../../federation/zcdp.ts";
import { DAY_MS } from "../day-ms.ts";
import { openHighWater } from "../recovery/high-water.ts";
import { brokenDatabase } from "../sql/interrupted-database-fixture.ts";
import { startPostgres } from "../sql/postgres-fixture.ts";
import type { SqlDatabase } from "../sql/sql-database.ts";
import {
  checked,
  databaseAt,
  helperPlacesOf,
  ids,
  placeWith,
  put,
  reports,
  storeAt,
} from "./helper-store-fixture.ts";

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

for (const [engine, newPlace] of helperPlacesOf(postgres))
  describe(`sums of the second aggregator on ${engine}`, () => {
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
      expect((await store.sum(0, ids(some.slice(0, 2)))).share).toHaveLength(48);
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

    test("a sum whose transaction fails is charged once, not per try, beside the one that is given", async () => {
      const place = await newPlace();
      let broken = 5;
      const breaks = (sql: string): boolean => sql.startsWith("UPDATE helper_sum") && broken-- > 0;
      const openDatabase = (): SqlDatabase => brokenDatabase(place.openDatabase(), breaks);
      const store = await storeAt({ ...place, openDatabase });
      const some = await reports(2);
      await put(store, some);
      await checked(store, some);
      for (let at = 0; at < 5; at++)
        await expect(store.sum(0, ids(some))).rejects.toThrow("the disk is gone");
      expect(await store.sum(0, ids(some))).toEqual(await store.sum(0, ids(some)));
      const twice = 2 * rhoOf(2);
      expect(openHighWater(place.keys).spends().get(0)).toMatchObject({ rho: twice, isBooked: true });
      const charged = await databaseAt(place).all("SELECT rho, reports FROM ledger", []);
      expect(charged).toEqual([{ rho: twice, reports: 2 }]);
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
      expect((await again.sum(8, ids(fresh))).share).toHaveLength(48);
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
      expect((await last.sum(8, ids(some.slice(2)))).share).toHaveLength(48);
      await last.close();
      const restored = await storeAt(await placeWith(await newPlace(), copy, place.keys));
      await expect(restored.sum(7, ids(some.slice(0, 2)))).rejects.toThrow("its noise was drawn before");
    });
  });
