import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { openLibsqlDatabase } from "./libsql-database.ts";
import { migrate } from "./migrate.ts";
import { MIGRATIONS } from "./migrations.ts";
import { startPostgres } from "./postgres-fixture.ts";
import { openPostgresDatabase } from "./postgres-database.ts";
import type { SqlDatabase, SqlValue } from "./sql-database.ts";

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

const ENGINES: [string, (() => Promise<SqlDatabase>) | null][] = [
  ["libsql", async () => openLibsqlDatabase(":memory:")],
  ["PostgreSQL", postgres && (async () => openPostgresDatabase(await postgres.newDatabase()))],
];

for (const [engine, openEngine] of ENGINES) {
  const describeIt = openEngine === null ? describe.skip : describe;
  // It is skipped where PostgreSQL is not installed: `apt-get install postgresql`.
  describeIt(engine, () => {
    const open = async (): Promise<SqlDatabase> => {
      const database = await openEngine!(); // skipped without one
      onTestFinished(() => database.close().catch(() => undefined)); // a test may have closed it itself
      return database;
    };
    const openWithTable = async (): Promise<SqlDatabase> => {
      const database = await open();
      const [integer, blob] = database.kind === "sqlite" ? ["INTEGER", "BLOB"] : ["BIGINT", "BYTEA"];
      await database.execute(`CREATE TABLE item (id ${integer} PRIMARY KEY, body ${blob}, name TEXT)`);
      return database;
    };

    test("gives back texts, whole numbers, nulls and bytes, even a view into a larger buffer", async () => {
      const database = await openWithTable();
      const view = new Uint8Array([9, 1, 2, 9]).subarray(1, 3);
      expect(await database.run("INSERT INTO item VALUES (?, ?, ?)", [2 ** 53 - 1, view, "ä"])).toBe(1);
      expect(await database.run("INSERT INTO item VALUES (?, ?, ?)", [-1, null, null])).toBe(1);
      expect(await database.all("SELECT * FROM item ORDER BY id", [])).toEqual([
        { id: -1, body: null, name: null },
        { id: 2 ** 53 - 1, body: new Uint8Array([1, 2]), name: "ä" },
      ]);
    });

    test("refuses an integer that it cannot hold exactly, either way", async () => {
      const database = await openWithTable();
      await expect(database.run("INSERT INTO item (id) VALUES (?)", [2 ** 53])).rejects.toThrow(
        "parameter 1",
      );
      await expect(database.all("SELECT CAST(9007199254740992 AS BIGINT) + 1 AS large", [])).rejects.toThrow(
        "exactly",
      );
    });

    test("refuses undefined, a boolean and an object as a parameter, naming it", async () => {
      const database = await openWithTable();
      for (const value of [undefined, true, {}, Number.NaN])
        await expect(
          database.run("INSERT INTO item (id, name) VALUES (?, ?)", [1, value as SqlValue]),
        ).rejects.toThrow("parameter 2 must be");
    });

    test("takes a transaction back when it throws, and goes on", async () => {
      const database = await openWithTable();
      const failing = database.transaction(async (session) => {
        await session.run("INSERT INTO item (id) VALUES (?)", [1]);
        throw new Error("on purpose");
      });
      await expect(failing).rejects.toThrow("on purpose");
      const twice = database.transaction(async (session) => {
        await session.run("INSERT INTO item (id) VALUES (?)", [2]);
        await session.run("INSERT INTO item (id) VALUES (?)", [2]);
      });
      await expect(twice).rejects.toThrow();
      expect(await database.all("SELECT id FROM item", [])).toEqual([]);
      expect(
        await database.transaction((session) => session.run("INSERT INTO item (id) VALUES (?)", [3])),
      ).toBe(1);
    });

    test("keeps what one transaction awaits apart from what others do meanwhile", async () => {
      const database = await openWithTable();
      await database.run("INSERT INTO item (id, name) VALUES (?, ?)", [1, "0"]);
      const lock = database.kind === "sqlite" ? "" : " FOR UPDATE";
      const addOne = (): Promise<number> =>
        database.transaction(async (session) => {
          const [row] = await session.all(`SELECT name FROM item WHERE id = ?${lock}`, [1]);
          await new Promise((resolve) => setTimeout(resolve, 1));
          return session.run("UPDATE item SET name = ? WHERE id = ?", [String(Number(row["name"]) + 1), 1]);
        });
      await Promise.all(Array.from({ length: 20 }, addOne));
      expect(await database.all("SELECT name FROM item", [])).toEqual([{ name: "20" }]);
    });

    test("tries again what lost against another transaction", async () => {
      const database = await openWithTable();
      await database.run("INSERT INTO item (id, name) VALUES (?, ?), (?, ?)", [1, "0", 2, "0"]);
      // In opposite orders: a database that locks rows must end one of the two.
      const touch = (first: number, second: number): Promise<void> =>
        database.transaction(async (session) => {
          await session.run("UPDATE item SET name = ? WHERE id = ?", ["1", first]);
          await new Promise((resolve) => setTimeout(resolve, 20));
          await session.run("UPDATE item SET name = ? WHERE id = ?", ["1", second]);
        });
      await Promise.all([touch(1, 2), touch(2, 1)]);
      expect(await database.all("SELECT DISTINCT name FROM item", [])).toEqual([{ name: "1" }]);
    });

    test("rejects everything after close", async () => {
      const database = await openWithTable();
      await database.close();
      await expect(database.run("INSERT INTO item (id) VALUES (?)", [1])).rejects.toThrow();
      await expect(database.transaction(async () => undefined)).rejects.toThrow();
    });

    test("runs each migration once, and nothing of one that fails in its middle", async () => {
      const database = await open();
      const first =
        "CREATE TABLE first (a INTEGER); -- a word; with a semicolon\nCREATE TABLE also (a INTEGER)";
      await migrate(database, [first]);
      await expect(
        migrate(database, [first, "CREATE TABLE second (a INTEGER); CREATE TABLE second (a INTEGER)"]),
      ).rejects.toThrow("second");
      await migrate(database, [first, "CREATE TABLE second (a INTEGER)"]);
      await migrate(database, [first, "CREATE TABLE second (a INTEGER)"]);
      await expect(migrate(database, [first])).rejects.toThrow("must be version 1 or older: got 2");
    });

    test("keeps reports and their keys when their tables are keyed by the shard first", async () => {
      const database = await open();
      const scripts = MIGRATIONS[database.kind];
      const at = scripts.findIndex((script) => script.includes("report_by_shard"));
      await migrate(database, scripts.slice(0, at));
      const file = Uint8Array.of(1, 2, 3);
      await database.run(
        "INSERT INTO report (round_id, shard, idempotency_key, bucket, file) VALUES (?, ?, ?, ?, ?)",
        [7, 3, "03", 21, file],
      );
      await database.run("INSERT INTO report_key (base_version, shard, idempotency_key) VALUES (?, ?, ?)", [
        9,
        3,
        "03",
      ]);
      await migrate(database);
      expect(await database.all("SELECT * FROM report", [])).toEqual([
        { shard: 3, round_id: 7, idempotency_key: "03", bucket: 21, file },
      ]);
      expect(await database.all("SELECT * FROM report_key", [])).toEqual([
        { shard: 3, base_version: 9, idempotency_key: "03" },
      ]);
    });

    test.skipIf(engine === "libsql")(
      "makes what all databases of this kind take: no sequence, trigger, foreign key, partition or other index; large tables begin with the shard",
      async () => {
        const database = await open();
        await migrate(database);
        for (const catalogue of [
          "SELECT sequence_name AS name FROM information_schema.sequences WHERE sequence_schema = current_schema()",
          "SELECT trigger_name AS name FROM information_schema.triggers WHERE trigger_schema = current_schema()",
          'SELECT relname AS name FROM pg_class WHERE relispartition OR relkind = CAST(112 AS "char")',
          'SELECT conname AS name FROM pg_constraint WHERE contype = CAST(102 AS "char")',
        ])
          expect(await database.all(catalogue, []), catalogue).toEqual([]);
        const first = await database.all(
          "SELECT k.table_name AS name, k.column_name AS first FROM information_schema.key_column_usage k JOIN information_schema.table_constraints c ON c.constraint_name = k.constraint_name AND c.table_name = k.table_name WHERE k.ordinal_position = 1 AND k.table_name IN (?, ?) ORDER BY k.table_name",
          ["report", "report_key"],
        );
        expect(first).toEqual([
          { name: "report", first: "shard" },
          { name: "report_key", first: "shard" },
        ]);
      },
    );

    test("lets several processes migrate at once", async () => {
      const database = await open();
      await Promise.all([1, 2, 3, 4].map(() => migrate(database)));
      expect(await database.all("SELECT count(*) AS releases FROM release", [])).toEqual([{ releases: 0 }]);
    });
  });
}

describe.skipIf(postgres === null)("a connection to PostgreSQL that breaks", () => {
  test("between two statements of a transaction fails that, not the process, and the next transaction has another", async () => {
    const database = openPostgresDatabase(await postgres!.newDatabase()); // skipped without one
    onTestFinished(() => database.close());
    const broken = database.transaction(async (session) => {
      const [{ pid }] = await session.all("SELECT pg_backend_pid() AS pid", []);
      await database.all("SELECT pg_terminate_backend(?)", [pid]);
      // Time for the news to come while nobody asks.
      await new Promise((resolve) => setTimeout(resolve, 100));
      return session.all("SELECT 1 AS one", []);
    });
    await expect(broken).rejects.toThrow();
    expect(await database.transaction((session) => session.all("SELECT 1 AS one", []))).toEqual([{ one: 1 }]);
  });
});
