import { deleteDB, openDB } from "idb";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { DATABASE_NAME } from "../base/database-name.ts";
import type { RankError } from "../base/errors.ts";
import { FEATURE_COUNT } from "../learning/feature-layout.ts";
import { oldDatabase } from "./old-database.test-helper.ts";
import { openRecords } from "./open-records.ts";
import type { GlobalHeadRecord } from "./sharing-records.ts";

const global: GlobalHeadRecord = {
  key: "global",
  layout: "phi-1",
  version: 3,
  weights: new Float32Array(FEATURE_COUNT).fill(0.5),
};
const atOnce = (): Promise<void> => Promise.resolve();

beforeEach(() => deleteDB(DATABASE_NAME));

describe("openRecords", () => {
  test("keeps everything in memory, with one warning, where the browser refuses IndexedDB", async () => {
    const newer = await openDB(DATABASE_NAME, 99);
    newer.close();
    const warnings: RankError[] = [];
    const records = await openRecords((error) => warnings.push(error), atOnce);
    expect(records.storage).toBe("memory");
    await records.write([{ type: "put", kind: "global", record: global }]);
    expect(await records.get("global", "global")).toEqual(global);
    expect(warnings.map(({ reason }) => reason)).toEqual(["storage-failed"]);
    expect(warnings[0].message).toContain("VersionError");
  });

  test("goes on in memory, with one warning, where a transaction that nobody ends keeps a store from answering", async () => {
    const warnings: RankError[] = [];
    const records = await openRecords((error) => warnings.push(error), atOnce);
    await records.write([{ type: "put", kind: "global", record: global }]);
    const other = await openDB(DATABASE_NAME);
    const endless = other.transaction("global", "readwrite");
    const held = { is: true };
    const holding = (async () => {
      while (held.is) await endless.store.count();
    })();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const kept = records.get("global", "global");
      await vi.advanceTimersByTimeAsync(9_900);
      expect(records.storage).toBe("indexeddb");
      await vi.advanceTimersByTimeAsync(200);
      expect(await kept).toBe(undefined);
    } finally {
      vi.useRealTimers();
    }
    expect(records.storage).toBe("memory");
    await records.write([{ type: "put", kind: "global", record: global }]);
    expect(await records.get("global", "global")).toEqual(global);
    expect(warnings.map(({ reason }) => reason)).toEqual(["storage-failed"]);
    expect(warnings[0].message).toContain("no answer within 10 s");
    held.is = false;
    await holding;
    other.close();
  });

  test("erases what was stored also where opening it had no answer", async () => {
    const older = await oldDatabase(6); // it does not give way
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const opening = openRecords(() => undefined, atOnce);
    await vi.advanceTimersByTimeAsync(10_100);
    vi.useRealTimers();
    const records = await opening;
    expect(records.storage).toBe("memory");
    older.close();
    await records.erase();
    expect(await indexedDB.databases()).toEqual([]);
  });

  test("erases a database of a later version too, which it cannot open", async () => {
    const newer = await openDB(DATABASE_NAME, 99);
    newer.close();
    const records = await openRecords(() => undefined, atOnce);
    expect(records.storage).toBe("memory");
    await records.erase();
    expect(await indexedDB.databases()).toEqual([]);
  });

  test("has nothing to erase, and says nothing of it, where the browser has no IndexedDB", async () => {
    vi.stubGlobal("indexedDB", undefined);
    try {
      const records = await openRecords(() => undefined, atOnce);
      expect(records.storage).toBe("memory");
      await records.erase();
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test("begins no transaction before it may", async () => {
    let mayBegin = Promise.resolve();
    const records = await openRecords(
      () => undefined,
      () => mayBegin,
    );
    let goOn!: () => void;
    mayBegin = new Promise((resolve) => (goOn = resolve));
    const written = records.write([{ type: "put", kind: "global", record: global }]);
    const read = records.get("global", "global");
    const other = await openDB(DATABASE_NAME);
    expect(await other.count("global")).toBe(0); // a transaction that began earlier would have come first
    goOn();
    await written;
    expect(await read).toEqual(global);
    expect(await other.count("global")).toBe(1);
    other.close();
    records.close();
  });
});
