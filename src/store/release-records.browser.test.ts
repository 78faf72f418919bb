import { deleteDB, openDB } from "idb";
import { beforeEach, expect, test } from "vitest";
import { DATABASE_NAME } from "../base/database-name.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { openIndexedRecords } from "./indexed-records.ts";
import { RECORD_KINDS } from "./schema.ts";
import type { ReleaseRecord } from "./sharing-records.ts";

beforeEach(() => deleteDB(DATABASE_NAME));

test("openIndexedRecords gives version 8 a place for releases; its head goes on without what nobody had signed, and what was sent counts on", async () => {
  const old = await openDB(DATABASE_NAME, 8, {
    upgrade(database) {
      for (const kind of RECORD_KINDS)
        if (kind !== "release") database.createObjectStore(kind, { keyPath: "key" });
    },
  });
  const weights = new Float32Array(FEATURE_COUNT).fill(0.5);
  const global = { key: "global", layout: FEATURE_LAYOUT, version: 3, weights } as const;
  const sharing = { key: "sharing", baseVersion: 3, sharedOffset: new Float64Array(3), generation: 1 };
  await old.put("global", { ...global, etag: '"x"', clipNorm: 1 });
  await old.put("sharing", { ...sharing, sentAtMs: [5] });
  old.close();
  const records = await openIndexedRecords();
  expect(await records.get("global", "global")).toEqual(global);
  expect(await records.get("sharing", "sharing")).toMatchObject({ sentAtMs: [5] });
  expect(await records.getAll("release")).toEqual([]);
  const release: ReleaseRecord = {
    key: "release",
    version: 4,
    keysVersion: 1,
    issuedAtMs: 1,
    expiresAtMs: 2,
    etag: null,
    headVersion: 4,
    headHash: "ab",
    canaryDraw: 0.25,
    clipNorm: 1,
    deltaVersion: 2,
    reportProbability: 1,
    localSigma: 0,
    privacy: { noiseMultiplier: 6, delta: 1e-8, reportsPer90Days: 12 },
    isSplit: false,
  };
  await records.write([{ type: "put", kind: "release", record: release }]);
  expect(await records.get("release", "release")).toEqual(release);
  await records.erase();
  expect(await records.getAll("release")).toEqual([]);
  records.close();
});

test("openIndexedRecords brings version 8 without a head along as well", async () => {
  const old = await openDB(DATABASE_NAME, 8, {
    upgrade(database) {
      for (const kind of RECORD_KINDS)
        if (kind !== "release") database.createObjectStore(kind, { keyPath: "key" });
    },
  });
  old.close();
  const records = await openIndexedRecords();
  expect(await records.getAll("global")).toEqual([]);
  records.close();
});
