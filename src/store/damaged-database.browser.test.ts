import { deleteDB, openDB } from "idb";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { DATABASE_NAME } from "../base/database-name.ts";
import type { RankError } from "../base/errors.ts";
import { oldDatabase } from "./old-database.test-helper.ts";
import { openRecords } from "./open-records.ts";
import type { Records } from "./records.ts";
import { RECORD_KINDS, SCHEMA_VERSION } from "./schema.ts";
import type { VisitorRecord } from "./visitor-records.ts";

const record: VisitorRecord = { key: "visitor", seed: 7 };
let warnings: RankError[] = [];
let mayBegin = Promise.resolve();
const open = (): Promise<Records> =>
  openRecords(
    (error) => warnings.push(error),
    () => mayBegin,
  );

beforeEach(async () => {
  warnings = [];
  mayBegin = Promise.resolve();
  await deleteDB(DATABASE_NAME);
});

/** Puts a method in the place of the browser's own, for as long as an action goes on. */
async function replacing<Result>(
  target: object,
  name: string,
  method: (original: (...given: unknown[]) => unknown) => (this: unknown, ...given: unknown[]) => unknown,
  action: () => Promise<Result>,
): Promise<Result> {
  const methods = target as Record<string, (...given: unknown[]) => unknown>;
  const original = methods[name];
  methods[name] = method(original);
  try {
    return await action();
  } finally {
    methods[name] = original;
  }
}

describe("openRecords", () => {
  test("leaves the database as it was where an upgrade fails in the middle, and upgrades it the next time", async () => {
    const old = await oldDatabase(6);
    await old.put("visitor", record);
    old.close();
    const failing = await replacing(
      IDBDatabase.prototype,
      "createObjectStore",
      (original) =>
        function (...given) {
          if (given[0] === "monitoring") throw new DOMException("disk", "UnknownError");
          return original.apply(this, given);
        },
      open,
    );
    expect(failing.storage).toBe("memory");
    expect((await indexedDB.databases()).map(({ version }) => version)).toEqual([6]);
    const records = await open();
    expect(records.storage).toBe("indexeddb");
    expect(await records.get("visitor", "visitor")).toEqual(record);
    records.close();
    expect(warnings.map(({ reason }) => reason)).toEqual(["storage-failed"]);
  });

  test("begins a database anew that lacks a store, with one warning", async () => {
    const lacking = await openDB(DATABASE_NAME, SCHEMA_VERSION, {
      upgrade: (database) => void database.createObjectStore("visitor", { keyPath: "key" }),
    });
    lacking.close();
    const records = await open();
    expect(records.storage).toBe("indexeddb");
    await records.write([{ type: "put", kind: "head", record: { key: "personal" } as never }]);
    for (const kind of RECORD_KINDS)
      expect(await records.keys(kind)).toEqual(kind === "head" ? ["personal"] : []);
    records.close();
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining("other stores")]);
  });

  test.each([3, 7])("begins a database of version %i anew that lacks a store of it", async (version) => {
    const lacking = await openDB(DATABASE_NAME, version, {
      upgrade: (database) => void database.createObjectStore("visitor", { keyPath: "key" }),
    });
    lacking.close();
    const records = await open();
    expect([records.storage, warnings.length]).toEqual(["indexeddb", 1]);
    for (const kind of RECORD_KINDS) expect(await records.keys(kind)).toEqual([]);
    records.close();
  });

  test.each([
    ["DataError", () => new DOMException("Failed to read large IndexedDB value", "DataError")],
    ["NotFoundError", () => new DOMException("Failed to read large IndexedDB value", "NotFoundError")],
    ["RangeError", () => new RangeError("Array buffer allocation failed")],
  ])("loses nothing where an upgrade cannot read a record once: %s", async (_, failure) => {
    const old = await oldDatabase(5);
    await old.put("visitor", record);
    old.close();
    const failing = await replacing(
      IDBObjectStore.prototype,
      "getAll",
      () => () => {
        throw failure();
      },
      open,
    );
    expect([failing.storage, warnings.length]).toEqual(["memory", 1]);
    const records = await open();
    expect(await records.get("visitor", "visitor")).toEqual(record);
    records.close();
  });

  test("leaves a database that this release cannot read to a later one, and goes on in memory", async () => {
    const old = await openDB(DATABASE_NAME, 1, {
      upgrade(database) {
        for (const kind of ["head", "global", "rankings", "events", "embeddings", "outbox", "sharing"])
          database.createObjectStore(kind, { keyPath: "key" });
      },
    });
    await old.put("events", { key: "e", interaction: 7 });
    await old.put("events", { key: "f", interaction: null });
    old.close();
    const records = await open();
    expect([records.storage, warnings.length]).toEqual(["memory", 1]);
    records.close();
    const kept = await openDB(DATABASE_NAME);
    expect([kept.version, await kept.getAllKeys("events")]).toEqual([1, ["e", "f"]]);
    kept.close();
  });

  test("goes on where the browser lost the connection without a word, and the write is there", async () => {
    const handles: IDBDatabase[] = [];
    const records = await replacing(
      IDBDatabase.prototype,
      "transaction",
      (original) =>
        function (...given) {
          handles.push(this as IDBDatabase);
          return original.apply(this, given);
        },
      async () => {
        const opened = await open();
        await opened.keys("visitor");
        return opened;
      },
    );
    expect(handles).not.toEqual([]);
    handles[handles.length - 1].close();
    await records.write([{ type: "put", kind: "visitor", record }]);
    expect([records.storage, warnings]).toEqual(["indexeddb", []]);
    records.close();
    const again = await open();
    expect(await again.get("visitor", "visitor")).toEqual(record);
    again.close();
  });

  test("begins nothing a second time while it may not begin, as where the page is being left", async () => {
    const records = await open();
    let goOn!: () => void;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    let transactions = 0;
    await replacing(
      IDBDatabase.prototype,
      "transaction",
      (original) =>
        function (...given) {
          if (transactions++ > 0) return original.apply(this, given);
          mayBegin = held; // told while the first one was on its way
          throw new DOMException("lost", "InvalidStateError");
        },
      async () => {
        const written = records.write([{ type: "put", kind: "visitor", record }]);
        await new Promise((resolve) => setTimeout(resolve, 100));
        expect(transactions).toBe(1);
        goOn();
        await written;
      },
    );
    expect(await records.get("visitor", "visitor")).toEqual(record);
    expect([transactions, records.storage, warnings]).toEqual([2, "indexeddb", []]);
    records.close();
  });

  test("stays with what is stored where a second try may not begin for longer than a transaction may take", async () => {
    const records = await open();
    let goOn!: () => void;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    let transactions = 0;
    await replacing(
      IDBDatabase.prototype,
      "transaction",
      (original) =>
        function (...given) {
          if (transactions++ > 0) return original.apply(this, given);
          mayBegin = held;
          throw new DOMException("lost", "InvalidStateError");
        },
      async () => {
        vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
        try {
          const written = records.write([{ type: "put", kind: "visitor", record }]);
          await vi.advanceTimersByTimeAsync(60_000);
          goOn();
          await written;
        } finally {
          vi.useRealTimers();
        }
      },
    );
    expect([transactions, records.storage, warnings]).toEqual([2, "indexeddb", []]);
    records.close();
    const again = await open();
    expect(await again.get("visitor", "visitor")).toEqual(record);
    again.close();
  });

  test("tries twice, and no more, before it goes on in memory", async () => {
    const records = await open();
    let transactions = 0;
    await replacing(
      IDBDatabase.prototype,
      "transaction",
      () => () => {
        transactions++;
        throw new DOMException("disk", "UnknownError");
      },
      async () => {
        for (let call = 0; call < 5; call++) await records.keys("visitor");
      },
    );
    expect([transactions, records.storage, warnings.length]).toEqual([2, "memory", 1]);
    records.close();
  });
});
