import { describe, expect, test } from "vitest";
import { FEATURE_COUNT, featureRange } from "../learning/feature-layout.ts";
import type { EngagedItem } from "../learning/history.ts";
import type { Encoder } from "../model/encoder.ts";
import type { LoadedModel } from "../model/model-folder.ts";
import { plainMaths } from "../learning/plain-maths.ts";
import type { Candidate } from "../ranking/candidate.ts";
import { embeddingCache } from "../store/embedding-cache.ts";
import { knownTexts } from "./known-texts.ts";
import { memoryRecords } from "../store/memory-records.ts";
import { type DescribedList, describeList, type ListDescription } from "./describe-list.ts";

const SIZE = 8;
const WORDS = ["oak", "lamp", "chair", "brass", "walnut", "mug", "acme", "zen"];

/** A text's point has a 1 at each word it holds, then length 1: enough to tell which texts are alike. */
function pointOf(text: string): number[] {
  const counts = WORDS.map((word) => (text.toLowerCase().includes(word) ? 1 : 0.01));
  const length = Math.hypot(...counts);
  return counts.map((count) => count / length);
}

function setUp(staticWeights: Partial<LoadedModel["staticWeights"]> | null = {}): {
  ready: ListDescription;
  asked: string[];
} {
  const asked: string[] = [];
  const encoder: Encoder = {
    backend: "wasm",
    modelId: "m",
    hiddenSize: SIZE,
    encode: async (texts) => {
      asked.push(...texts);
      return Float32Array.from(texts.flatMap(pointOf));
    },
    [Symbol.dispose]: () => undefined,
  };
  const weights = {
    idf: new Float32Array(WORDS.length).fill(1),
    u: Float32Array.of(2, 1, 1, 0),
    v: Float32Array.of(1, 1, 1, 0.5),
    decay: 0.1,
    scale: 1,
    shrinkage: 1,
  };
  const model: ListDescription["model"] = {
    headProjection: {
      inputSize: SIZE,
      outputSize: 64,
      center: new Float32Array(SIZE),
      projection: new Float32Array(SIZE * 64).fill(0.1),
      scale: new Float32Array(64).fill(1),
    },
    matchWeights: null,
    transitionWeights: null,
    staticWeights: staticWeights === null ? null : { ...weights, ...staticWeights },
    tokenizer: {
      encode: () => new Int32Array(0),
      wordsOf: (text) =>
        text
          .toLowerCase()
          .split(" ")
          .map((word) => ({ word, pieces: [WORDS.indexOf(word)] })),
    },
  };
  const cache = embeddingCache(memoryRecords(), { modelId: "m", hiddenSize: SIZE, now: () => 1 });
  return { ready: { encoder, model, cache, known: knownTexts(), maths: plainMaths }, asked };
}

/** Place of the share of the query that a title covers among the 16 features of the match. */
const COVERAGE = 2;
const candidates: Candidate[] = ["Oak chair", "Brass lamp", "Walnut mug"].map((title, at) => ({
  id: String(at),
  title,
}));
const chose = (text: string, evidence = 1): EngagedItem => ({ itemId: text, text, evidence, atMs: 1 });
const column = ({ features }: DescribedList, group: "history" | "match"): number[] =>
  candidates.map((_, item) => features[item * FEATURE_COUNT + featureRange(group).start]);

/** The embedding of a text, of length 1. */
async function unitOf({ encoder }: ListDescription, text: string): Promise<Float32Array> {
  const vector = await encoder.encode([text]);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

describe("describeList", () => {
  test("says nothing about the history of a visitor without one", async () => {
    const described = await describeList(setUp().ready, { candidates, query: "", history: [] });
    expect(column(described, "history")).toEqual([0, 0, 0]);
    expect(described.features.every(Number.isFinite)).toBe(true);
  });

  test("puts what is like the one chosen item above the list's mean, more so for surer signs", async () => {
    const { ready } = setUp();
    const after = async (evidence: number): Promise<number[]> =>
      column(
        await describeList(ready, { candidates, query: "", history: [chose("brass lamp", evidence)] }),
        "history",
      );
    const [click, purchase] = [await after(0.25), await after(1)];
    expect(purchase[1]).toBeGreaterThan(0.5);
    expect(Math.max(purchase[0], purchase[2])).toBeLessThan(0);
    expect(click[1] / purchase[1]).toBeCloseTo(0.2 / 0.5, 4); // n / (n + 1)
  });

  test("puts what shoppers buy next above what is only like the chosen item, in a shop whose purchases are known", async () => {
    const { ready } = setUp();
    const [, , mug] = await Promise.all(candidates.map(({ title }) => unitOf(ready, title)));
    const towardsMug = {
      input: { weight: new Float32Array(SIZE), bias: new Float32Array(1) },
      output: { weight: new Float32Array(SIZE), bias: mug },
      share: 1,
    };
    const known = { ...ready, model: { ...ready.model, transitionWeights: towardsMug } };
    const request = { candidates, query: "", history: [chose("brass lamp")] };
    const [, lamp, mugAlone] = column(await describeList(ready, request), "history");
    const [, lampAfter, mugAfter] = column(await describeList(known, request), "history");
    expect(lamp).toBeGreaterThan(mugAlone);
    expect(mugAfter).toBeGreaterThan(lampAfter);
  });

  test("reads the history through the cache, and knows nothing of it without static weights", async () => {
    const { ready, asked } = setUp();
    for (let page = 0; page < 2; page++)
      await describeList(ready, { candidates, query: "", history: [chose("zen mug"), chose("Oak chair")] });
    expect(asked).toEqual(["Oak chair", "Brass lamp", "Walnut mug", "zen mug"]);
    const older = setUp(null);
    const described = await describeList(older.ready, { candidates, query: "", history: [chose("zen mug")] });
    expect(column(described, "history")).toEqual([0, 0, 0]);
    expect(older.asked).not.toContain("zen mug");
  });

  test("compares the search with the items as seen from the middle of the shop", async () => {
    const { ready } = setUp();
    // A shop of lamps: that a text is about a lamp then says little.
    const lamps = Array.from({ length: 600 }, (_, at) => ({ id: `l${at}`, title: `zen lamp ${at}` }));
    const ask = async (): Promise<number[]> =>
      column(await describeList(ready, { candidates, query: "zen oak lamp", history: [] }), "match");
    const [, lampBefore] = await ask();
    await describeList(ready, { candidates: lamps, query: "", history: [] });
    const [chair, lamp] = await ask();
    expect(lamp).toBeLessThan(lampBefore);
    expect(chair).toBeGreaterThan(lamp);
  });

  test("compares search and items by words too where the model has weights for it", async () => {
    const { ready } = setUp();
    const byWords = {
      mean: new Float32Array(16),
      scale: new Float32Array(16).fill(1),
      linear: Float32Array.from({ length: 16 }, (_, at) => (at === COVERAGE ? 1 : 0)),
      hidden: new Float32Array(16),
      bias: new Float32Array(1),
      output: new Float32Array(1),
    };
    const request = { candidates, query: "lamp", history: [] };
    const model = { ...ready.model, matchWeights: byWords };
    const [chair, lamp] = column(await describeList({ ...ready, model }, request), "match");
    // Covered wholly and not at all, .7 of the score, minus the list's mean.
    expect(lamp - chair).toBeCloseTo(0.7, 2);
  });
});
