import { cpSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { decodeGlobalHead } from "../../federation/global-head.ts";
import { DATABASE_FILE } from "../open-database.ts";
import { KEY_FOLDER, openStore } from "../open-store.ts";
import type { OpenStoreOptions } from "../open-store.ts";
import { PLAIN_ROUNDS } from "../plain-rounds.ts";
import { deltaFile, randomKey, temporaryFolder } from "../server-fixture.ts";
import { openLibsqlDatabase } from "../sql/libsql-database.ts";
import { openPostgresDatabase } from "../sql/postgres-database.ts";
import { startPostgres } from "../sql/postgres-fixture.ts";
import type { SqlDatabase } from "../sql/sql-database.ts";
import type { CatchUp, Store } from "../store.ts";
import { backupFile } from "./backup-file.ts";
import { restoreFile } from "./restore-file.ts";

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

type Place = Pick<OpenStoreOptions, "dataDir" | "databaseUrl">;

interface Engine {
  newPlace(): Promise<Place>;
  /** Gives what puts the copy back; the store is closed by then. */
  backup(place: Place): Promise<() => Promise<Place>>;
  open(place: Place): SqlDatabase;
}

/** As whoever moves a server takes its keys along. */
function copyMark({ dataDir }: Place, to: string): void {
  cpSync(join(dataDir, KEY_FOLDER), join(to, KEY_FOLDER), { recursive: true });
}

const fileOf = ({ dataDir }: Place): string => join(dataDir, DATABASE_FILE);

const LIBSQL: Engine = {
  newPlace: async () => ({ dataDir: temporaryFolder() }),
  backup: async (place) => {
    const copy = join(temporaryFolder(), "copy");
    await backupFile(fileOf(place), copy, Date.now());
    // On another machine: a process holds the file of a database that it has closed for a while.
    return async () => {
      const dataDir = temporaryFolder();
      copyMark(place, dataDir);
      await restoreFile(copy, fileOf({ dataDir }), {
        keyFolder: join(dataDir, KEY_FOLDER),
        nowMs: Date.now(),
      });
      return { dataDir };
    };
  },
  open: (place) => openLibsqlDatabase(fileOf(place)),
};

const ENGINES: [string, Engine][] = [
  ["libsql", LIBSQL],
  // PostgreSQL is left out where it is not installed: `apt-get install postgresql`.
  ...(postgres === null
    ? []
    : [
        [
          "PostgreSQL",
          {
            newPlace: async () => ({
              dataDir: temporaryFolder(),
              databaseUrl: await postgres.newDatabase(),
            }),
            backup: async (place) => {
              const restore = postgres.dump(place.databaseUrl!);
              return async () => ({ ...place, databaseUrl: await restore() });
            },
            open: (place) => openPostgresDatabase(place.databaseUrl!),
          },
        ] satisfies [string, Engine],
      ]),
];

/** ρ = 1 / 2 a round. */
const NOISE = { noiseMultiplier: 1 };
const RHO = 0.5;

async function openAt(place: Place, changes: Partial<OpenStoreOptions> = {}): Promise<Store> {
  const policy = { ...PLAIN_ROUNDS, ...NOISE };
  const store = await openStore({ layout: "phi-1", dimensions: 3, ...policy, ...place, ...changes });
  onTestFinished(() => store.close().catch(() => undefined)); // a test may have closed it itself
  return store;
}

const add = async (store: Store, rounds: number): Promise<void> => {
  for (let round = 0; round < rounds; round++) {
    const baseVersion = (await store.manifest()).version;
    const bytes = deltaFile([0.5, 0, 0], { baseVersion });
    await store.addDelta({ key: randomKey(), baseVersion, bytes, network: "198.51.100" });
    await store.advance();
  }
};

async function weightsOf(store: Store): Promise<number[]> {
  const manifest = await store.manifest();
  return [...decodeGlobalHead((await store.head(manifest.head.hash))!, "head", manifest).weights];
}

function caughtUpOf(store: Store): CatchUp[] {
  const told: CatchUp[] = [];
  store.observe({
    caughtUp: (done) => told.push(done),
    committed: () => undefined,
    roundClosed: () => undefined,
    roundStepFailed: () => undefined,
    canaryStopped: () => undefined,
  });
  return told;
}

for (const [name, engine] of ENGINES)
  describe(`a database on ${name} that was put back from a copy`, { timeout: 30_000 }, () => {
    test("signs no version again, forgets nothing that was spent, and goes on", async () => {
      const place = await engine.newPlace();
      const before = await openAt(place);
      await add(before, 2);
      const kept = await weightsOf(before);
      const restore = await engine.backup(place);
      await add(before, 3);
      expect((await before.manifest()).version).toBe(5);
      await before.close();

      const after = await openAt(await restore());
      expect((await after.manifest()).version).toBe(6);
      expect(await weightsOf(after)).toEqual(kept);
      expect(await after.spentRhos(0)).toEqual([RHO, RHO, RHO, RHO, RHO]);
      expect(caughtUpOf(after)).toEqual([
        { releasedVersion: 6, charged: [2, 3, 4], dropped: expect.any(Array) },
      ]);
      // Rounds that were there before are not there again.
      await add(after, 1);
      expect((await after.rounds(2)).map(({ id, state }) => [id, state])).toEqual([
        [6, "OPEN"],
        [5, "PROMOTED"],
      ]);
      expect((await after.manifest()).version).toBe(7);
      expect(await after.spentRhos(0)).toHaveLength(6);
    });

    test("is told once: the next start finds nothing to do", async () => {
      const place = await engine.newPlace();
      const before = await openAt(place);
      const restore = await engine.backup(place);
      await add(before, 1);
      expect((await before.manifest()).version).toBe(1);
      await before.close();
      const restored = await restore();
      const after = await openAt(restored);
      expect((await after.manifest()).version).toBe(2);
      await after.close();
      const again = await openAt(restored);
      expect(caughtUpOf(again)).toEqual([]);
      expect((await again.manifest()).version).toBe(2);
      expect(await again.spentRhos(0)).toEqual([RHO]);
    });

    test("is caught up while servers run, which sign nothing until then", async () => {
      const place = await engine.newPlace();
      const store = await openAt(place);
      await add(store, 2);
      const version = (await store.manifest()).version;
      const database = engine.open(place);
      await database.run("DELETE FROM release WHERE version = ?", [version]);
      await database.run("DELETE FROM ledger", []);
      await database.close();
      await expect(store.manifest()).rejects.toThrow("Cannot release version 1 as 2 was signed before");
      const told = caughtUpOf(store);
      await store.advance();
      expect((await store.manifest()).version).toBe(3);
      expect(await store.spentRhos(0)).toEqual([RHO, RHO]);
      expect(told).toMatchObject([{ releasedVersion: 3, charged: [0, 1] }]);
    });

    test("lost all: a new database goes on above the mark", async () => {
      const place = await engine.newPlace();
      const before = await openAt(place);
      await add(before, 2);
      await before.manifest();
      await before.close();
      const fresh = await engine.newPlace();
      copyMark(place, fresh.dataDir);
      const after = await openAt(fresh);
      expect((await after.manifest()).version).toBe(3);
      expect(await after.spentRhos(0)).toEqual([RHO, RHO]);
    });
  });

describe("a copy of an embedded database", { timeout: 30_000 }, () => {
  test("is taken while reports come, and is sound; no report is in it", async () => {
    const place = await LIBSQL.newPlace();
    const store = await openAt(place, { cohort: 1_000 });
    const bytes = deltaFile([0.5, 0, 0]);
    const send = async (reports: number): Promise<void> => {
      for (let sent = 0; sent < reports; sent++)
        await store.addDelta({ key: randomKey(), baseVersion: 0, bytes, network: "198.51.100" });
    };
    await send(20);
    const copy = join(temporaryFolder(), "copy");
    await Promise.all([send(30), backupFile(fileOf(place), copy, Date.now())]);
    expect((await store.status()).reports).toBe(50);
    // A delta is a file of tensors with this name in it; so was the page that it stood on.
    expect(Buffer.from(bytes).includes("personal-rank-delta")).toBe(true);
    expect(readFileSync(copy).includes("personal-rank-delta")).toBe(false);
    const database = openLibsqlDatabase(copy);
    expect(await database.all("SELECT count(*) AS reports FROM report", [])).toEqual([{ reports: 0 }]);
    // Who sends one of them again is told that it came.
    expect((await database.all("SELECT idempotency_key FROM report_key", [])).length).toBeGreaterThan(19);
    await database.close();
  });

  test("is not put in the place of a database that a server uses", async () => {
    const place = await LIBSQL.newPlace();
    const store = await openAt(place);
    const copy = join(temporaryFolder(), "copy");
    await backupFile(fileOf(place), copy, Date.now());
    const options = { keyFolder: join(place.dataDir, KEY_FOLDER), nowMs: Date.now() };
    await expect(restoreFile(copy, fileOf(place), options)).rejects.toThrow("a server uses");
    await add(store, 1);
    expect((await store.manifest()).version).toBe(1);
  });

  test("takes the place of a damaged database, which is set aside, but of none that cannot be noted", async () => {
    const place = await LIBSQL.newPlace();
    const store = await openAt(place);
    await add(store, 1);
    const copy = join(temporaryFolder(), "copy");
    await backupFile(fileOf(place), copy, Date.now());
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    await store.close();
    const away = join(temporaryFolder(), DATABASE_FILE);
    const nowMs = Date.now();
    // A file where the folder of the keys would be.
    cpSync(copy, away);
    const nowhere = { keyFolder: import.meta.filename, nowMs };
    await expect(restoreFile(copy, away, nowhere)).rejects.toThrow("high-water mark");
    expect(existsSync(away)).toBe(true);
    writeFileSync(away, "no database at all ".repeat(1_000));
    const aside = await restoreFile(copy, away, { keyFolder: join(place.dataDir, KEY_FOLDER), nowMs });
    expect(readFileSync(aside!, "utf8")).toContain("no database at all");
    const database = openLibsqlDatabase(away);
    expect(await database.all("SELECT max(version) AS version FROM release", [])).toEqual([{ version: 1 }]);
    await database.close();
  });

  test("must be one, and is never written over another file", async () => {
    const place = await LIBSQL.newPlace();
    await (await openAt(place)).close();
    const keyFolder = join(place.dataDir, KEY_FOLDER);
    const options = { keyFolder, nowMs: Date.now() };
    await expect(restoreFile(import.meta.filename, fileOf(place), options)).rejects.toThrow("sound copy");
    await expect(restoreFile("nowhere", fileOf(place), options)).rejects.toThrow("no file");
    await expect(backupFile(fileOf(place), import.meta.filename, 0)).rejects.toThrow("something is there");
    await expect(backupFile(join(keyFolder, "x"), join(keyFolder, "y"), 0)).rejects.toThrow("no database");
    expect((await (await openAt(place)).manifest()).version).toBe(0);
  });
});
