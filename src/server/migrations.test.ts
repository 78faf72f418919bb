import { describe, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "./libsql-database.ts";
import type { SqlDatabase } from "./libsql-database.ts";
import { migrate } from "./migrations.ts";

function open(): SqlDatabase {
  const database = openDatabase(":memory:");
  onTestFinished(() => database.close());
  return database;
}

describe("migrate", () => {
  test("runs each script once", () => {
    const database = open();
    migrate(database, ["CREATE TABLE first (a INTEGER)"]);
    migrate(database, ["CREATE TABLE first (a INTEGER)", "CREATE TABLE second (a INTEGER)"]);
    migrate(database, ["CREATE TABLE first (a INTEGER)", "CREATE TABLE second (a INTEGER)"]);
    expect(database.get("PRAGMA user_version", [])).toEqual({ user_version: 2 });
    expect(database.get("SELECT count(*) AS n FROM second", [])).toEqual({ n: 0 });
  });

  test("leaves nothing of a script that fails in its middle", () => {
    const database = open();
    expect(() =>
      migrate(database, ["CREATE TABLE first (a INTEGER); CREATE TABLE first (a INTEGER)"]),
    ).toThrow("first");
    expect(database.get("PRAGMA user_version", [])).toEqual({ user_version: 0 });
    migrate(database, ["CREATE TABLE first (a INTEGER)"]);
  });

  test("refuses a database of a newer server", () => {
    const database = open();
    database.execute("PRAGMA user_version = 99");
    expect(() => migrate(database)).toThrow("must be version 2 or older: got 99");
  });
});
