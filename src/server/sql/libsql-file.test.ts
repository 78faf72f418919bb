import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openLibsqlFile } from "./libsql-file.ts";
import type { LibsqlFile } from "./libsql-file.ts";
import type { SqlValue } from "./sql-database.ts";
import { temporaryFolder } from "../server-fixture.ts";

const INSERT = "INSERT INTO item (id, body) VALUES (?, ?)";

function openWithTable(): LibsqlFile {
  const database = openLibsqlFile(join(temporaryFolder(), "test.sqlite"));
  onTestFinished(() => database.close());
  database.execute("CREATE TABLE item (id INTEGER PRIMARY KEY, body BLOB)");
  return database;
}

describe("openLibsqlFile", () => {
  test("writes ahead and syncs with every commit", () => {
    const database = openWithTable();
    expect(database.get("PRAGMA journal_mode", [])).toEqual({ journal_mode: "wal" });
    expect(database.get("PRAGMA synchronous", [])).toEqual({ synchronous: 2 });
  });

  test.each<[string, SqlValue]>([
    ["text", "ä"],
    ["a whole number", 2 ** 53 - 1],
    ["a fraction", -0.25],
    ["null", null],
    ["bytes, even a view into a larger buffer", new Uint8Array([9, 1, 2, 9]).subarray(1, 3)],
    ["a Buffer, as bytes", Buffer.from([1, 2])],
  ])("gives back %s", (_, value) => {
    const database = openWithTable();
    expect(database.run(INSERT, [1, value])).toBe(1);
    const expected = value instanceof Uint8Array ? new Uint8Array([1, 2]) : value;
    expect(database.get("SELECT body FROM item WHERE id = ?", [1])).toEqual({ body: expected });
    expect([...database.iterate("SELECT body FROM item", [])]).toEqual([{ body: expected }]);
  });

  test("gives undefined for no row", () => {
    expect(openWithTable().get("SELECT id FROM item WHERE id = ?", [1])).toBeUndefined();
  });

  test("refuses a missing parameter, which libsql would fill with the one of the run before", () => {
    const database = openWithTable();
    database.run(INSERT, [1, "of another visitor"]);
    expect(() => database.run(INSERT, [2])).toThrow("needs an array of 2 parameters: got 1");
    expect(() => database.get("SELECT id FROM item WHERE id = ?", [])).toThrow(
      "needs an array of 1 parameters",
    );
    expect(database.get("SELECT count(*) AS items FROM item", [])).toEqual({ items: 1 });
  });

  test("refuses a surplus parameter, which libsql would drop", () => {
    expect(() => openWithTable().run(INSERT, [1, null, null])).toThrow(
      "needs an array of 2 parameters: got 3",
    );
  });

  test.each([
    ["a lone Buffer", Buffer.from("x")],
    ["a lone Uint8Array", new Uint8Array(1)],
    ["a lone object", {}],
    ["undefined", undefined],
  ])("refuses %s instead of an array, which would abort the process", (_, parameters) => {
    const untyped = parameters as unknown as SqlValue[];
    expect(() => openWithTable().run("INSERT INTO item (body) VALUES (?)", untyped)).toThrow(TypeError);
    expect(() => openWithTable().get("SELECT id FROM item WHERE id = ?", untyped)).toThrow(TypeError);
    expect(() => [...openWithTable().iterate("SELECT id FROM item WHERE id = ?", untyped)]).toThrow(
      TypeError,
    );
  });

  test.each([
    ["undefined", undefined],
    ["a boolean, which would abort the process", true],
    ["an object", {}],
    ["an ArrayBuffer", new ArrayBuffer(1)],
    ["a bigint", 1n],
    ["NaN", Number.NaN],
    ["an integer above 2^53", 2 ** 53],
  ])("refuses %s as a parameter, naming it", (_, value) => {
    expect(() => openWithTable().run(INSERT, [1, value as SqlValue])).toThrow("parameter 2 must be");
  });

  test.each(["SELECT :id", "SELECT @id", "SELECT $id", "SELECT ?1", "SELECT '?'"])(
    "refuses to count in %s",
    (sql) => {
      expect(() => openWithTable().get(sql, [])).toThrow('only plain "?" placeholders');
    },
  );

  test("refuses to read an integer that it cannot hold exactly", () => {
    expect(() => openWithTable().get("SELECT 9007199254740993 AS large", [])).toThrow(
      'column "large" exactly',
    );
  });

  test("refuses everything after close, even a statement it has run before", () => {
    const database = openWithTable();
    database.run(INSERT, [1, null]);
    database.close();
    expect(() => database.run(INSERT, [2, null])).toThrow("was closed");
    expect(() => database.begin()).toThrow("not open");
  });
});
