import { deleteDB } from "idb";
import { beforeEach, expect, test } from "vitest";
import { DATABASE_NAME } from "../base/database-name.ts";
import { initExposure } from "../ranking/exposure-sums.ts";
import { openIndexedRecords } from "./indexed-records.ts";
import { oldDatabase } from "./old-database.test-helper.ts";
import type { VisitorRecord } from "./visitor-records.ts";

beforeEach(() => deleteDB(DATABASE_NAME));

test("openIndexedRecords gives version 6 a place for exposure, and leaves the rest as it was", async () => {
  const visitor: VisitorRecord = { key: "visitor", seed: 7 };
  const old = await oldDatabase(6);
  await old.put("visitor", visitor);
  old.close();
  const records = await openIndexedRecords();
  expect(await records.getAll("exposure")).toEqual([]);
  expect(await records.get("visitor", "visitor")).toEqual(visitor);
  const record = { key: "exposure", closed: initExposure(), open: [] } as const;
  await records.write([{ type: "put", kind: "exposure", record }]);
  expect(await records.get("exposure", "exposure")).toEqual(record);
  await records.erase();
  expect(await records.getAll("exposure")).toEqual([]);
  records.close();
});
