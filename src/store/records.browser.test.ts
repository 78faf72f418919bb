import { deleteDB, openDB } from "idb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DATABASE_NAME } from "../base/database-name.ts";
import { bayesHead } from "../learning/bayes-head.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { initGuard } from "../learning/guard.ts";
import { initPageViews } from "../learning/page-views.ts";
import { sgdHead } from "../learning/sgd-head.ts";
import { sealHead, unsealHead } from "./head-seal.ts";
import { openIndexedRecords } from "./indexed-records.ts";
import { memoryRecords } from "./memory-records.ts";
import { oldDatabase } from "./old-database.test-helper.ts";
import type { Records } from "./records.ts";
import { RECORD_KINDS } from "./schema.ts";
import type { GlobalHeadRecord } from "./sharing-records.ts";
import type { EmbeddingRecord, HeadRecord } from "./visitor-records.ts";

const global: GlobalHeadRecord = {
  key: "global",
  layout: "phi-1",
  version: 3,
  weights: new Float32Array(FEATURE_COUNT).fill(0.5),
};
const embedding = (key: string): EmbeddingRecord => ({ key, vector: Float32Array.of(1, 2), storedAtMs: 1 });

beforeEach(() => deleteDB(DATABASE_NAME));

describe.each([
  ["indexeddb", openIndexedRecords],
  ["memory", async () => memoryRecords()],
] as const)("Records in %s", (storage, open) => {
  let records: Records;
  beforeEach(async () => {
    records = await open();
  });
  afterEach(() => records.close());

  test("say where they are", () => {
    expect(records.storage).toBe(storage);
  });

  test("give back what was written, typed arrays included", async () => {
    await records.write([{ type: "put", kind: "global", record: global }]);
    expect(await records.get("global", "global")).toEqual(global);
    expect(await records.get("global", "other")).toBeUndefined();
  });

  test("give many in the order asked for, with gaps", async () => {
    await records.write(
      ["b", "a"].map((key) => ({ type: "put", kind: "embeddings", record: embedding(key) })),
    );
    const found = await records.getMany("embeddings", ["a", "x", "b"]);
    expect(found.map((record) => record?.key)).toEqual(["a", undefined, "b"]);
    expect(await records.keys("embeddings")).toEqual(["a", "b"]);
  });

  test("write all of a batch or none of it", async () => {
    const unclonable = { ...embedding("bad"), vector: (() => undefined) as unknown as Float32Array };
    const batch = [embedding("good"), unclonable].map((record) => ({
      type: "put" as const,
      kind: "embeddings" as const,
      record,
    }));
    await expect((async () => records.write(batch))()).rejects.toThrow();
    expect(await records.keys("embeddings")).toEqual([]);
  });

  test("do not change when the caller changes what it wrote or read", async () => {
    const written = structuredClone(global);
    await records.write([{ type: "put", kind: "global", record: written }]);
    written.weights[0] = 9;
    (await records.get("global", "global"))!.weights[1] = 9;
    expect(await records.get("global", "global")).toEqual(global);
  });

  test("are gone after erasing, and can be written again", async () => {
    await records.write([{ type: "put", kind: "global", record: global }]);
    await records.erase();
    for (const kind of RECORD_KINDS) expect(await records.getAll(kind)).toEqual([]);
    await records.write([{ type: "put", kind: "global", record: global }]);
    expect(await records.getAll("global")).toHaveLength(1);
  });
});

describe("openIndexedRecords", () => {
  test("keeps records over a reopening", async () => {
    const first = await openIndexedRecords();
    await first.write([{ type: "put", kind: "global", record: global }]);
    first.close();
    const second = await openIndexedRecords();
    expect(await second.get("global", "global")).toEqual(global);
    second.close();
  });

  test("makes the history of version 1's events, and drops what has features of its layout", async () => {
    const old = await openDB(DATABASE_NAME, 1, {
      upgrade(database) {
        for (const kind of ["head", "global", "rankings", "events", "embeddings", "outbox", "sharing"])
          database.createObjectStore(kind, { keyPath: "key" });
      },
    });
    const event = { rankingId: "r", title: "Oak chair", position: 1, generation: 1 };
    for (const [at, type] of ["impression", "click", "purchase"].entries()) {
      const interaction = { type, eventId: `e${at}`, itemId: `i${at % 2}`, rankingId: "r", atMs: at };
      await old.put("events", { ...event, key: `e${at}`, interaction });
    }
    await old.put("rankings", { key: "r", features: new Float32Array(184) });
    await old.put("global", global);
    old.close();
    const records = await openIndexedRecords();
    expect((await records.get("memory", "now"))?.history).toEqual([
      { itemId: "i1", text: "Oak chair", evidence: 0.25, atMs: 1 },
      { itemId: "i0", text: "Oak chair", evidence: 1, atMs: 2 },
    ]);
    expect(await records.getAll("rankings")).toEqual([]);
    expect(await records.getAll("events")).toHaveLength(3);
    expect(await records.get("global", "global")).toEqual(global);
    records.close();
  });

  test("makes what version 2 has learned the base of the log, and keeps its events", async () => {
    const old = await openDB(DATABASE_NAME, 2, {
      upgrade(database) {
        const kinds = ["head", "global", "rankings", "events", "embeddings", "outbox", "sharing"];
        for (const kind of [...kinds, "history", "catalogue"])
          database.createObjectStore(kind, { keyPath: "key" });
      },
    });
    const head = { key: "personal", modelId: "m", generation: 4, headVersion: 2, checksum: 7 };
    const items = [{ itemId: "a", text: "Oak chair", evidence: 1, atMs: 3 }];
    await old.put("head", head);
    await old.put("history", { key: "history", items });
    await old.put("rankings", { key: "r" });
    await old.put("events", { key: "e", interaction: { itemId: "a" } });
    await old.put("embeddings", embedding("kept"));
    old.close();
    const records = await openIndexedRecords();
    for (const key of ["now", "base"]) {
      const expected = {
        modelId: "m",
        generation: 4,
        headVersion: 2,
        history: items,
        shown: [],
        clicks: [],
        number: 0,
      };
      expect(await records.get("memory", key)).toMatchObject(expected);
    }
    expect(await records.get("head", "personal")).toEqual(head);
    expect(await records.get("head", "base")).toEqual({ ...head, key: "base" });
    expect(await records.keys("rankings")).toEqual([]);
    expect([await records.keys("events"), await records.keys("embeddings")]).toEqual([["e"], ["kept"]]);
    records.close();
    const reader = await openDB(DATABASE_NAME);
    expect([...reader.objectStoreNames]).toEqual([...RECORD_KINDS].sort());
    reader.close();
  });

  test("puts the guard before what version 3 has learned, which becomes the base of a new log", async () => {
    const old = await openDB(DATABASE_NAME, 3, {
      upgrade(database) {
        const kinds = [
          "head",
          "global",
          "rankings",
          "events",
          "embeddings",
          "outbox",
          "sharing",
          "catalogue",
        ];
        for (const kind of [...kinds, "memory", "log"]) database.createObjectStore(kind, { keyPath: "key" });
      },
    });
    const head = { key: "personal", modelId: "m", generation: 4, headVersion: 2, checksum: 7 };
    const progress = { rankingId: "r", marks: [], engaged: [] };
    const memory = { modelId: "m", generation: 4, history: [], shown: [progress], clicks: [], number: 9 };
    await old.put("head", head);
    await old.put("head", { ...head, key: "base", generation: 1 });
    await old.put("memory", { ...memory, key: "now" });
    await old.put("memory", { ...memory, key: "base", generation: 1, number: 2 });
    await old.put("log", { key: "000000000003", entry: {} });
    await old.put("rankings", { key: "r", itemIds: ["a", "b"] });
    old.close();
    const records = await openIndexedRecords();
    const guarded = { guard: initGuard(), lookMs: null, views: initPageViews(), generation: 4, number: 9 };
    for (const key of ["now", "base"]) {
      expect(await records.get("memory", key)).toMatchObject(guarded);
      expect((await records.get("memory", key))!.shown).toEqual([{ ...progress, viewId: null }]);
    }
    expect(await records.get("head", "base")).toEqual({ ...head, key: "base" });
    expect(await records.keys("log")).toEqual([]);
    expect(await records.get("rankings", "r")).toMatchObject({
      arm: "personal",
      isExplored: false,
      greedyPlaces: [0, 1],
      shownPropensities: Float64Array.of(1, 1),
    });
    records.close();
  });

  test("brings what was learned under version 5's features to those of today, and loses nothing", async () => {
    const old = await oldDatabase(5);
    const numbers = (count: number): Float64Array => Float64Array.from({ length: count }, (_, at) => at / 7);
    const head = { modelId: "m", generation: 4, headVersion: 2 };
    const bayes = { type: "bayes", mean: numbers(185), covariance: numbers(185 * 185) } as const;
    const sgd = { type: "sgd", offset: numbers(185) } as const;
    await old.put("head", { ...sealHead({ ...head, state: bayes }), layout: "phi-2" });
    await old.put("head", { ...sealHead({ ...head, state: sgd }), layout: "phi-2", key: "base" });
    await old.put("rankings", { key: "r", itemIds: ["a", "b"], features: new Float32Array(370).fill(2) });
    await old.put("rankings", { key: "damaged", itemIds: ["a"], features: new Float32Array(3) });
    await old.put("log", {
      key: "1",
      entry: { type: "rebased", number: 1, shift: numbers(185), version: 2 },
    });
    await old.put("log", { key: "2", entry: { type: "did", number: 2, interactions: [] } });
    await old.put("global", { ...global, layout: "phi-2", weights: new Float32Array(185).fill(0.5) });
    await old.put("sharing", { key: "sharing", baseVersion: 2, sharedOffset: numbers(185), sentAtMs: [5] });
    await old.put("outbox", { key: "o", bytes: new Uint8Array(3) });
    old.close();
    const records = await openIndexedRecords();
    const padded = Float64Array.from({ length: FEATURE_COUNT }, (_, at) => (at < 185 ? at / 7 : 0));
    const unsealed = (record: HeadRecord, fresh: HeadRecord["state"]): unknown =>
      unsealHead(record, { modelId: "m", fresh });
    const now = (await records.get("head", "personal"))!;
    expect(now).toMatchObject({ ...head, layout: FEATURE_LAYOUT, state: bayes });
    expect(unsealed(now, bayesHead.init())).toBe(now);
    const base = (await records.get("head", "base"))!;
    expect(base).toMatchObject({ key: "base", state: { offset: padded } });
    expect(unsealed(base, sgdHead.init())).toBe(base);
    const { features } = (await records.get("rankings", "r"))!;
    expect(features).toHaveLength(2 * FEATURE_COUNT);
    expect([...features].map((value, at) => value === (at % FEATURE_COUNT < 185 ? 2 : 0))).not.toContain(
      false,
    );
    expect((await records.get("rankings", "damaged"))!.features).toHaveLength(3);
    expect((await records.getAll("log")).map(({ entry }) => entry)).toEqual([
      { type: "rebased", number: 1, shift: padded, version: 2 },
      { type: "did", number: 2, interactions: [] },
    ]);
    const { layout, weights, version } = (await records.get("global", "global"))!;
    expect([layout, weights.length, weights[184], weights[185], version]).toEqual([
      FEATURE_LAYOUT,
      FEATURE_COUNT,
      0.5,
      0,
      3,
    ]);
    expect(await records.get("sharing", "sharing")).toMatchObject({ told: [], sealed: null, sentAtMs: [5] });
    expect(await records.keys("outbox")).toEqual([]);
    records.close();
  });

  test("leaves a head of version 5 that was damaged as it is, to be refused by whoever reads it", async () => {
    const old = await oldDatabase(5);
    const state = { type: "sgd", offset: new Float64Array(185) } as const;
    const sealed = sealHead({ modelId: "m", generation: 4, headVersion: 2, state });
    const damaged = { ...sealed, layout: "phi-2", checksum: sealed.checksum ^ 1 };
    const broken = { key: "base", layout: "phi-2", state: 7 };
    await old.put("head", damaged);
    await old.put("head", broken);
    old.close();
    const records = await openIndexedRecords();
    expect(await records.getAll("head")).toEqual([broken, damaged]);
    records.close();
  });

  test("lets a newer version of the product upgrade while it holds the database open, and erasing too", async () => {
    const old = await openIndexedRecords();
    await old.get("global", "global");
    const newer = await openDB(DATABASE_NAME, 99);
    expect(newer.version).toBe(99);
    newer.close();
    old.close();
  });
});
