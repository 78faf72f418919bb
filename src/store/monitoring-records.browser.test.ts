import { deleteDB, openDB } from "idb";
import { beforeEach, expect, test } from "vitest";
import { DATABASE_NAME } from "../base/database-name.ts";
import { initQualityNotes } from "../learning/quality-notes.ts";
import { initBenefit } from "../learning/benefit.ts";
import { openIndexedRecords } from "./indexed-records.ts";
import { RECORD_KINDS } from "./schema.ts";
import type { MonitoringRecord } from "./sharing-records.ts";
import type { VisitorRecord } from "./visitor-records.ts";

beforeEach(() => deleteDB(DATABASE_NAME));

test("openIndexedRecords gives version 7 a place for monitoring, leaves the rest as it was, and erases it with all else", async () => {
  const visitor: VisitorRecord = { key: "visitor", seed: 7 };
  const old = await openDB(DATABASE_NAME, 7, {
    upgrade(database) {
      for (const kind of RECORD_KINDS)
        if (kind !== "monitoring" && kind !== "release") database.createObjectStore(kind, { keyPath: "key" });
    },
  });
  await old.put("visitor", visitor);
  old.close();
  const records = await openIndexedRecords();
  expect(await records.getAll("monitoring")).toEqual([]);
  expect(await records.get("visitor", "visitor")).toEqual(visitor);
  const record: MonitoringRecord = {
    key: "monitoring",
    sinceMs: 3,
    notes: { ...initQualityNotes(), failures: { model: 2 } },
    reported: initBenefit(),
    draft: { basis: "b", bytes: Uint8Array.of(1, 0, 2) },
    sentAtMs: [1],
  };
  await records.write([{ type: "put", kind: "monitoring", record }]);
  expect(await records.get("monitoring", "monitoring")).toEqual(record);
  await records.erase();
  expect(await records.getAll("monitoring")).toEqual([]);
  records.close();
});
