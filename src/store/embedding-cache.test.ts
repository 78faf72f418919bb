import { describe, expect, test } from "vitest";
import { type CachedVectors, embeddingCache } from "./embedding-cache.ts";
import type { Records } from "./records.ts";
import { memoryRecords } from "./memory-records.ts";

const HIDDEN = 4;

function counting(): { encode: (texts: readonly string[]) => Promise<Float32Array>; asked: string[][] } {
  const asked: string[][] = [];
  return {
    asked,
    encode: async (texts) => {
      asked.push([...texts]);
      return Float32Array.from(texts.flatMap((text) => [text.length, 0, 0, 1]));
    },
  };
}

const lengths = ({ vectors }: CachedVectors): number[] => vectors.map((vector) => vector[0]);

describe("embeddingCache", () => {
  test("encodes each text once, over calls and over reopenings, and gives vectors in the order of the texts", async () => {
    const records = memoryRecords();
    const { encode, asked } = counting();
    const open = () => embeddingCache(records, { modelId: "m", hiddenSize: HIDDEN, now: () => 1 });
    expect(lengths(await open().vectorsOf(["aa", "b", "aa"], { encode, catalogueTexts: 3 }))).toEqual([
      2, 1, 2,
    ]);
    expect(lengths(await open().vectorsOf(["ccc", "b"], { encode, catalogueTexts: 2 }))).toEqual([3, 1]);
    expect(asked).toEqual([["aa", "b"], ["ccc"]]);
  });

  test("does not mix models", async () => {
    const records = memoryRecords();
    const { encode, asked } = counting();
    for (const modelId of ["m1", "m2"]) {
      await embeddingCache(records, { modelId, hiddenSize: HIDDEN, now: () => 1 }).vectorsOf(["a"], {
        encode,
        catalogueTexts: 1,
      });
    }
    expect(asked).toHaveLength(2);
  });

  test("encodes again what another script has spoilt", async () => {
    const records = memoryRecords();
    const { encode, asked } = counting();
    const cache = embeddingCache(records, { modelId: "m", hiddenSize: HIDDEN, now: () => 1 });
    await cache.vectorsOf(["a", "b"], { encode, catalogueTexts: 2 });
    const [first, second] = await records.getAll("embeddings");
    await records.write([
      { type: "put", kind: "embeddings", record: { ...first, vector: Float32Array.of(Number.NaN, 0, 0, 0) } },
      { type: "put", kind: "embeddings", record: { ...second, vector: Float32Array.of(1) } },
    ]);
    const ofNextPage = embeddingCache(records, { modelId: "m", hiddenSize: HIDDEN, now: () => 1 });
    await ofNextPage.vectorsOf(["a", "b"], { encode, catalogueTexts: 2 });
    expect(asked[1]).toEqual(["a", "b"]);
  });

  test("reads a list that is ranked again neither from the store nor through the encoder", async () => {
    const records = memoryRecords();
    const { encode, asked } = counting();
    let reads = 0;
    const counted: Records = {
      ...records,
      getMany: (kind, keys) => {
        reads++;
        return records.getMany(kind, keys);
      },
    };
    const cache = embeddingCache(counted, { modelId: "m", hiddenSize: HIDDEN, now: () => 1 });
    const first = await cache.vectorsOf(["a", "b"], { encode, catalogueTexts: 2 });
    const again = await cache.vectorsOf(["b", "a", "b"], { encode, catalogueTexts: 2 });
    expect(again.vectors).toEqual([first.vectors[1], first.vectors[0], first.vectors[1]]);
    expect([reads, asked.length, again.catalogue.count]).toEqual([1, 1, 2]);
  });

  test("lets go of what has not been used for longest, and finds it in the store again", async () => {
    const { encode, asked } = counting();
    const cache = embeddingCache(memoryRecords(), { modelId: "m", hiddenSize: HIDDEN, now: () => 1 });
    const texts = Array.from({ length: 2_500 }, (_, at) => `text ${at}`);
    const first = await cache.vectorsOf(texts, { encode, catalogueTexts: texts.length });
    const again = await cache.vectorsOf(texts, { encode, catalogueTexts: texts.length });
    expect(again.vectors).toEqual(first.vectors);
    expect(asked).toHaveLength(1);
  });

  test("counts each text of the shop once, over reopenings, and no search", async () => {
    const records = memoryRecords();
    const { encode } = counting();
    const ask = (texts: string[], catalogueTexts: number, modelId = "m"): Promise<CachedVectors> =>
      embeddingCache(records, { modelId, hiddenSize: HIDDEN, now: () => 1 }).vectorsOf(texts, {
        encode,
        catalogueTexts,
      });
    const first = await ask(["aa", "bbbb", "aa", "search"], 3);
    expect([first.catalogue.count, ...first.catalogue.sum]).toEqual([2, 6, 0, 0, 2]);
    const second = await ask(["bbbb", "c", "search"], 2);
    expect([second.catalogue.count, ...second.catalogue.sum]).toEqual([3, 7, 0, 0, 3]);
    expect((await ask(["aa"], 1)).catalogue.count).toBe(3);
    expect((await ask(["aa"], 1, "other model")).catalogue.count).toBe(1);
  });

  test("starts counting again from a count that another script has spoilt", async () => {
    const records = memoryRecords();
    const { encode } = counting();
    const cache = embeddingCache(records, { modelId: "m", hiddenSize: HIDDEN, now: () => 1 });
    for (const spoilt of [
      { count: 5, sum: Float64Array.of(1) },
      { count: 1.5, sum: new Float64Array(HIDDEN) },
      { count: 5, sum: new Float64Array(HIDDEN).fill(Number.NaN) },
    ]) {
      await records.write([{ type: "put", kind: "catalogue", record: { key: "m", ...spoilt } }]);
      expect((await cache.vectorsOf(["a"], { encode, catalogueTexts: 1 })).catalogue.count).toBeLessThan(2);
    }
  });

  test("stays within 16 MB, the oldest going first", async () => {
    const records = memoryRecords();
    let clock = 0;
    const hiddenSize = 64 * 1024; // 256 KB each: 64 fit
    const encode = async (texts: readonly string[]): Promise<Float32Array> =>
      new Float32Array(texts.length * hiddenSize).fill(1);
    for (let at = 0; at < 100; at++) {
      // Each page has a worker, and so a cache, of its own.
      const cache = embeddingCache(records, { modelId: "m", hiddenSize, now: () => clock++ });
      await cache.vectorsOf([`text ${at}`], { encode, catalogueTexts: 1 });
    }
    const kept = await records.getAll("embeddings");
    expect(kept.length).toBeLessThanOrEqual(64);
    expect(kept.length).toBeGreaterThan(40);
    expect(Math.min(...kept.map(({ storedAtMs }) => storedAtMs))).toBeGreaterThan(30);
  });
});
