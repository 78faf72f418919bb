import { join } from "node:path";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { DEAF } from "./deaf-observer-fixture.ts";
import { decodeGlobalHead } from "../federation/global-head.ts";
import { accessContract } from "./access/access-contract.test-helper.ts";
import { openStore } from "./open-store.ts";
import type { OpenStoreOptions } from "./open-store.ts";
import { PLAIN_ROUNDS } from "./plain-rounds.ts";
import { deltaFile, randomKey, temporaryFolder } from "./server-fixture.ts";
import { openLibsqlDatabase } from "./sql/libsql-database.ts";
import { openPostgresDatabase } from "./sql/postgres-database.ts";
import { startPostgres } from "./sql/postgres-fixture.ts";
import type { ClosedRound, Receipt, Store } from "./store.ts";

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

/** Where a store is; the same again is the same store. */
type Place = Pick<OpenStoreOptions, "dataDir" | "databaseUrl">;

// PostgreSQL is left out where it is not installed: `apt-get install postgresql`.
const ENGINES: [string, () => Promise<Place>][] = [
  ["libsql", async () => ({ dataDir: temporaryFolder() })],
  ...(postgres === null
    ? []
    : [
        [
          "PostgreSQL",
          async () => ({ dataDir: temporaryFolder(), databaseUrl: await postgres.newDatabase() }),
        ] satisfies [string, () => Promise<Place>],
      ]),
];

async function openAt(place: Place, changes: Partial<OpenStoreOptions> = {}): Promise<Store> {
  const store = await openStore({
    layout: "phi-1",
    dimensions: 3,
    ...PLAIN_ROUNDS,
    cohort: 3,
    ...place,
    ...changes,
  });
  onTestFinished(() => store.close().catch(() => undefined)); // a test may have closed it itself
  return store;
}

async function weightsOf(store: Store): Promise<number[]> {
  const manifest = await store.manifest();
  const file = await store.head(manifest.head.hash);
  return [...decodeGlobalHead(file!, "head", manifest).weights];
}

/** Waits for what comes of it: for the round, if it is full. */
const add = async (store: Store, bytes: Uint8Array, baseVersion = 0, key = randomKey()): Promise<Receipt> => {
  const receipt = await store.addDelta({ key, baseVersion, bytes, network: `198.51.${key.charCodeAt(0)}` });
  await store.advance();
  return receipt;
};

for (const [engine, newPlace] of ENGINES)
  describe(engine, { timeout: 30_000 }, () => {
    accessContract(async (nowMs) => {
      const place = await newPlace();
      const store = await openAt(place, { nowMs });
      // SQLite is for one node.
      return [store, place.databaseUrl === undefined ? store : await openAt(place, { nowMs })];
    });

    describe("openStore", () => {
      test("starts with version 0, all zeros, as a head file like any other", async () => {
        const store = await openAt(await newPlace());
        expect(await store.manifest()).toMatchObject({
          version: 0,
          layout: "phi-1",
          dimensions: 3,
          clipNorm: 1,
        });
        expect(await weightsOf(store)).toEqual([0, 0, 0]);
      });

      // One process cannot wait for itself, so it is not asked to open one SQLite file several times at once.
      test.skipIf(engine === "libsql")("makes one first release where several start at once", async () => {
        const place = await newPlace();
        const stores = await Promise.all([1, 2, 3, 4, 5, 6].map(() => openAt(place)));
        const versions = await Promise.all(stores.map(async (store) => (await store.manifest()).version));
        expect(versions).toEqual([0, 0, 0, 0, 0, 0]);
      });

      test("starts from the weights it is given, which a round's mean is added to", async () => {
        const store = await openAt(await newPlace(), { initialWeights: Float32Array.of(0, 1, 0), cohort: 1 });
        expect(await weightsOf(store)).toEqual([0, 1, 0]);
        await add(store, deltaFile([0, 0.5, 0]));
        expect((await weightsOf(store))[1]).toBeCloseTo(1.5, 2);
        await expect(openAt(await newPlace(), { initialWeights: Float32Array.of(1) })).rejects.toThrow(
          /"initialWeights" must hold 3.*got 1/,
        );
      });

      test("closes a round that was due when the last process died", async () => {
        const place = await newPlace();
        const before = await openAt(place);
        await add(before, deltaFile([0.5, 0, 0]));
        await before.close();
        const after = await openAt(place, { cohort: 1 });
        // Who opens it for a command moves nothing: the servers' settings may be others.
        expect(await after.status()).toMatchObject({ version: 0, reports: 1 });
        await after.advance();
        expect((await after.manifest()).version).toBe(1);
        expect((await after.status()).reports).toBe(0);
      });

      test("starts a new version for a new feature layout, and drops deltas against the old one", async () => {
        const place = await newPlace();
        const before = await openAt(place, { cohort: 2 });
        for (let report = 0; report < 2; report++) await add(before, deltaFile([0.5, 0, 0]));
        await add(before, deltaFile([0.1, 0, 0], { baseVersion: 1 }), 1);
        expect(await before.status()).toMatchObject({ version: 1, reports: 1 });
        await before.close();
        const after = await openAt(place, { layout: "phi-2", dimensions: 5 });
        expect(await after.manifest()).toMatchObject({ version: 2, layout: "phi-2", dimensions: 5 });
        expect(await weightsOf(after)).toEqual([0, 0, 0, 0, 0]);
        expect((await after.status()).reports).toBe(0);
      });

      test("goes on from the head of the layout that it continues, the new weights being the initial ones", async () => {
        const place = await newPlace();
        const before = await openAt(place, { cohort: 1 });
        await add(before, deltaFile([0.5, 0, -0.5]));
        const weights = await weightsOf(before);
        await before.close();
        const initialWeights = Float32Array.of(9, 9, 9, 0, 2);
        const next = { layout: "phi-2", dimensions: 5, initialWeights, continuesLayout: "phi-1" };
        const after = await openAt(place, next);
        expect(await after.manifest()).toMatchObject({ version: 2, layout: "phi-2", dimensions: 5 });
        expect(await weightsOf(after)).toEqual([...weights, 0, 2]);
        await expect(add(after, deltaFile([0.1, 0, 0], { baseVersion: 1 }), 1)).resolves.toBe("stale");
        await after.close();
        expect((await (await openAt(place, next)).manifest()).version).toBe(2);
      });

      test("starts a new version with the same weights where reports were of another kind, and drops those", async () => {
        const place = await newPlace();
        const before = await openAt(place);
        await add(before, deltaFile([0.5, 0, 0]));
        await before.close();
        const { databaseUrl, dataDir } = place;
        const database =
          databaseUrl === undefined
            ? openLibsqlDatabase(join(dataDir, "personal-rank.sqlite"))
            : openPostgresDatabase(databaseUrl);
        await database.run("UPDATE release SET delta_version = ?", [1]);
        await database.close();
        const after = await openAt(place);
        expect(await after.status()).toMatchObject({ version: 1, reports: 0 });
        expect(await weightsOf(after)).toEqual([0, 0, 0]);
        expect(await after.manifest()).toMatchObject({ deltaVersion: 2 });
        expect((await after.rounds(9)).map(({ state }) => state)).toEqual(["OPEN", "EXPIRED"]);
      });

      test("moves the head by scale and learning rate times the mean", async () => {
        const step = { learningRate: 3, scale: Float64Array.of(1, 0.5, 0) };
        const store = await openAt(await newPlace(), { step, cohort: 1 });
        await add(store, deltaFile([0.4, 0.4, 0.4]));
        const [first, second, third] = await weightsOf(store);
        expect([first, second]).toEqual([expect.closeTo(1.2, 2), expect.closeTo(0.6, 2)]);
        expect(third).toBe(0);
      });

      test("starts a new version with the same weights for a new clip norm", async () => {
        const place = await newPlace();
        const before = await openAt(place, { cohort: 1 });
        await add(before, deltaFile([0.5, 0, 0]));
        const weights = await weightsOf(before);
        await before.close();
        const after = await openAt(place, { clipNorm: 2 });
        expect(await after.manifest()).toMatchObject({ version: 2, clipNorm: 2 });
        expect(await weightsOf(after)).toEqual(weights);
      });

      test.each([
        [{ cohort: 0 }, '"cohort" must be a whole number from 1: got 0'],
        [{ dimensions: 1.5 }, '"dimensions" must be'],
        [{ clipNorm: Number.NaN }, '"clipNorm" must be a positive number: got NaN'],
        [{ minCohort: 4 }, '"minCohort" must be at most the cohort, 3: got 4'],
        [{ maxAgeMs: 0 }, "must be above 0: got 0"],
        [{ fillMs: 0 }, '"fillMs" must be above 0'],
        [{ noiseMultiplier: -1 }, '"noiseMultiplier" must be a number from 0: got -1'],
      ])("refuses %o", async (changes, message) => {
        await expect(openAt(await newPlace(), changes)).rejects.toThrow(message);
      });
    });

    describe("addDelta", () => {
      test("counts a key once, together, later, and after a restart", async () => {
        const place = await newPlace();
        const before = await openAt(place);
        const key = randomKey();
        const bytes = deltaFile([0.5, 0, 0]);
        const together = await Promise.all([1, 2, 3].map(() => add(before, bytes, 0, key)));
        expect(together.sort()).toEqual(["accepted", "duplicate", "duplicate"]);
        expect(await add(before, bytes, 0, key)).toBe("duplicate");
        await before.close();
        const after = await openAt(place);
        expect(await add(after, bytes, 0, key)).toBe("duplicate");
        expect((await after.status()).reports).toBe(1);
      });

      test("still knows a key when its round is over, so that the device does not send it anew", async () => {
        const store = await openAt(await newPlace(), { cohort: 1 });
        const key = randomKey();
        await add(store, deltaFile([0.5, 0, 0]), 0, key);
        expect((await store.manifest()).version).toBe(1);
        expect(await add(store, deltaFile([0.5, 0, 0]), 0, key)).toBe("duplicate");
      });

      test("answers stale for a base that is not the current head, and stores nothing", async () => {
        const store = await openAt(await newPlace());
        expect(await add(store, deltaFile([0.5, 0, 0]), 1)).toBe("stale");
        expect((await store.status()).reports).toBe(0);
      });
    });

    describe("closeRound", () => {
      test("comes by itself at the cohort: one version up, deltas gone, head = old + mean", async () => {
        const store = await openAt(await newPlace());
        const values = [0.25, 0.5, 0.75];
        for (const value of values) {
          expect((await store.manifest()).version).toBe(0);
          await add(store, deltaFile([value, 0, -value]));
        }
        expect(await store.status()).toMatchObject({ version: 1, reports: 0 });
        const [first, second, third] = await weightsOf(store);
        // Each largest value is a whole number of steps; [v, 0, -v] has norm v·√2, so only the last is clipped: to 1/√2.
        expect(first).toBeCloseTo((0.25 + 0.5 + Math.SQRT1_2) / 3, 4);
        expect(second).toBe(0);
        expect(third).toBeCloseTo(-(0.25 + 0.5 + Math.SQRT1_2) / 3, 4);
        for (let round = 0; round < 3; round++)
          await add(store, deltaFile([0, 0.5, 0], { baseVersion: 1 }), 1);
        expect((await weightsOf(store))[1]).toBeCloseTo(0.5, 4);
        expect((await weightsOf(store))[0]).toBeCloseTo(first, 4);
      });

      test("lets a delta of a million times the clip count no more than the clip", async () => {
        const store = await openAt(await newPlace(), { cohort: 2 });
        await add(store, deltaFile([1e6, 0, 0]));
        await add(store, deltaFile([0, 0.5, 0]));
        const [first, second] = await weightsOf(store);
        expect(first).toBeCloseTo(0.5, 4);
        expect(first).toBeLessThanOrEqual(0.5);
        expect(second).toBeCloseTo(0.25, 4);
      });

      test("takes what has come, if that is enough for a head", async () => {
        const store = await openAt(await newPlace(), { minCohort: 2 });
        const rounds: ClosedRound[] = [];
        store.observe({
          ...DEAF,
          roundClosed: (round) => rounds.push(round),
        });
        await add(store, deltaFile([0.5, 0, 0]));
        await store.closeRound();
        expect(rounds).toEqual([]);
        expect((await store.status()).reports).toBe(1);
        const pending = add(store, deltaFile([0.5, 0, 0]));
        await store.closeRound();
        expect(rounds).toMatchObject([{ version: 1, reports: 2, updateNormRatio: expect.closeTo(0.5, 3) }]);
        expect(await pending).toBe("accepted");
      });

      test("keeps the reports and tells the observer if it fails", async () => {
        const store = await openAt(await newPlace(), { cohort: 2 });
        const errors: unknown[] = [];
        store.observe({
          ...DEAF,
          roundStepFailed: (error) => errors.push(error),
        });
        await add(store, deltaFile([0.5, 0, 0]));
        // Nothing that came through the routes is unreadable; a damaged disk might be.
        const upload = { key: randomKey(), baseVersion: 0, bytes: new Uint8Array([1, 2, 3]), network: null };
        expect(await store.addDelta(upload)).toBe("accepted");
        await expect(store.advance()).rejects.toThrow("delta");
        expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining("delta") })]);
        expect((await store.manifest()).version).toBe(0);
        expect((await store.rounds(9)).map(({ state }) => state)).toEqual(["OPEN", "CLOSING"]);
      });

      test("drops heads and keys of long ago", async () => {
        const store = await openAt(await newPlace(), { cohort: 1 });
        const firstHash = (await store.manifest()).head.hash;
        const firstKey = randomKey();
        await add(store, deltaFile([0.5, 0, 0]), 0, firstKey);
        for (let version = 1; version < 66; version++)
          await add(store, deltaFile([0.1, 0, 0], { baseVersion: version }), version);
        expect(await store.head(firstHash)).toBeNull();
        expect(await add(store, deltaFile([0.5, 0, 0]), 0, firstKey)).toBe("stale");
      });
    });
  });
