import { afterAll, describe, expect, test } from "vitest";
import { DAY_MS } from "../day-ms.ts";
import { startPostgres } from "../sql/postgres-fixture.ts";
import {
  checked,
  databaseAt,
  helperPlacesOf,
  ids,
  partOf,
  put,
  random,
  reports,
  storeAt,
} from "./helper-store-fixture.ts";
import { SHARE_TERMS, testReport } from "./split-fixture.ts";

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

for (const [engine, newPlace] of helperPlacesOf(postgres))
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

    test("says of a share that it cannot read that it is not accepted, and goes on with the others", async () => {
      const place = await newPlace();
      const store = await storeAt(place);
      const [one, damaged, two] = await reports(3);
      await put(store, [one, { ...damaged, helper: new Uint8Array(9) }, two]);
      const answers = await checked(store, [one, damaged, two]);
      expect(answers.map(({ isAccepted }) => isAccepted)).toEqual([true, false, true]);
      expect(answers[1]).toEqual({ id: damaged.id, part: null, isAccepted: false });
      // Also where the terms have changed since it came.
      const [late] = await reports(1);
      await put(store, [late]);
      await store.close();
      const other = await storeAt(place, { terms: { ...SHARE_TERMS, coordinates: 2 } });
      expect(await checked(other, [late])).toEqual([{ id: late.id, part: null, isAccepted: false }]);
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

    test("keeps for twice the time of a round what nobody has asked for: it may have been away as the round closed", async () => {
      const clock = { nowMs: 1_000 * DAY_MS };
      const policy = { minCohort: 2, maxAgeMs: 14 * DAY_MS, noiseMultiplier: 2 };
      const store = await storeAt(await newPlace(), { nowMs: () => clock.nowMs, policy });
      const [asked, late, forgotten] = await reports(3);
      await put(store, [asked, late, forgotten]);
      await checked(store, [asked]);
      // A round that closed by its age, after 14 days, and has waited as long for this server.
      clock.nowMs += 28 * DAY_MS;
      await store.sweep();
      expect((await checked(store, [asked, late])).map(({ isAccepted }) => isAccepted)).toEqual([true, true]);
      clock.nowMs += 1;
      await store.sweep();
      const gone = await checked(store, [asked, late, forgotten]);
      expect(gone.map(({ isAccepted }) => isAccepted)).toEqual([false, false, false]);
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
