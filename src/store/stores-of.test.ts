import { expect, test } from "vitest";
import { RECORD_KINDS, SCHEMA_VERSION } from "./schema.ts";
import { storesOf } from "./stores-of.ts";

test("ends with what the current schema has, and begins with nothing", () => {
  expect([...storesOf(SCHEMA_VERSION)].sort()).toEqual([...RECORD_KINDS].sort());
  expect(storesOf(0)).toEqual([]);
});

test("has the history's store in version 2 alone", () => {
  const has = Array.from({ length: SCHEMA_VERSION + 1 }, (_, version) =>
    storesOf(version).includes("history"),
  );
  expect(has.flatMap((is, version) => (is ? [version] : []))).toEqual([2]);
});
