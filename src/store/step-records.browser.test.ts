import { deleteDB, openDB } from "idb";
import { beforeEach, expect, test } from "vitest";
import { DATABASE_NAME } from "../base/database-name.ts";
import { openIndexedRecords } from "./indexed-records.ts";
import { RECORD_KINDS } from "./schema.ts";

beforeEach(() => deleteDB(DATABASE_NAME));

/** A visitor who has sent offsets, and liked two things of one list. */
async function openVersion9(shown: unknown): Promise<void> {
  const old = await openDB(DATABASE_NAME, 9, {
    upgrade(database) {
      for (const kind of RECORD_KINDS) database.createObjectStore(kind, { keyPath: "key" });
    },
  });
  await old.put("sharing", {
    key: "sharing",
    baseVersion: 3,
    sharedOffset: new Float64Array(3),
    importedOffset: new Float64Array(3),
    generation: 1,
    sentAtMs: [5],
    lastSent: { atMs: 5, bytes: new Uint8Array(2) },
    retry: { failures: 2, notBeforeMs: 9 },
  });
  await old.put("outbox", { key: "o", bytes: new Uint8Array(3), offset: new Float64Array(3) });
  await old.put("release", { key: "release", version: 3, etag: '"x"', headHash: "ab" });
  await old.put("memory", { key: "now", modelId: "m", generation: 7, shown });
  await old.put("rankings", { key: "r", id: "r", itemIds: ["a", "b", "c"] });
  old.close();
}

test("openIndexedRecords takes all that a visitor of version 9 has liked for told, and drops offsets that wait", async () => {
  const marks = [
    { itemId: "c", own: 1, liked: 1.5, passed: 0 },
    { itemId: "a", own: 0, liked: 0, passed: 1 },
  ];
  await openVersion9([
    { rankingId: "r", marks },
    { rankingId: "gone", marks },
  ]);
  const records = await openIndexedRecords();
  expect(await records.get("sharing", "sharing")).toEqual({
    key: "sharing",
    modelId: "m",
    told: [{ rankingId: "r", liked: Float64Array.of(0, 0, 1.5) }],
    shifts: [],
    sealed: null,
    generation: 7,
    sentAtMs: [5],
    lastSent: { atMs: 5, bytes: new Uint8Array(2) },
  });
  expect(await records.keys("outbox")).toEqual([]);
  // Which deltas its server takes is to be asked for.
  expect(await records.get("release", "release")).toMatchObject({ version: 3, etag: null, headHash: "ab" });
  records.close();
});

test("openIndexedRecords opens version 9 with a memory that was damaged as well", async () => {
  await openVersion9([{ rankingId: "r" }]);
  const records = await openIndexedRecords();
  expect(await records.get("sharing", "sharing")).toMatchObject({ told: [], sentAtMs: [5] });
  records.close();
});
