import { describe, expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { FEATURE_COUNT, featureRange } from "../learning/feature-layout.ts";
import { initGuard } from "../learning/guard.ts";
import type { EngagedItem } from "../learning/history.ts";
import { withHistory } from "../learning/shown-ranking.ts";
import { visitorHead } from "../learning/visitor-head.ts";
import { plainMaths } from "../learning/plain-maths.ts";
import type { Candidate } from "../ranking/candidate.ts";
import { embeddingCache } from "../store/embedding-cache.ts";
import { knownTexts } from "./known-texts.ts";
import { memoryRecords } from "../store/memory-records.ts";
import { describeList, type ListDescription } from "./describe-list.ts";
import { logRanking } from "./log-ranking.ts";
import { NO_RULES } from "../ranking/exposure-rules.ts";
import { rankList } from "./rank-list.ts";

const SIZE = 6;
const HISTORY = featureRange("history").start;
const random = seededRandom(2);
const noise = (length: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length }, () => random() - 0.5);

const model: ListDescription["model"] = {
  headProjection: {
    inputSize: SIZE,
    outputSize: 64,
    center: noise(SIZE),
    projection: noise(SIZE * 64),
    scale: new Float32Array(64).fill(1),
  },
  matchWeights: null,
  transitionWeights: null,
  staticWeights: {
    idf: new Float32Array(30).fill(1),
    u: Float32Array.of(2, 1, 1, 0.3),
    v: Float32Array.of(1, 1, 1, 0.5),
    decay: 0.1,
    scale: 1.1,
    shrinkage: 0.8,
  },
  tokenizer: {
    encode: () => new Int32Array(0),
    wordsOf: (text) => text.split(" ").map((word) => ({ word, pieces: [word.length] })),
  },
};
const candidates = ["Oak chair", "Brass lamp", "Walnut mug", "Zen oak bench"].map((title, at): Candidate => ({
  id: String(at),
  title,
}));
const history = ["Oak table", "Lamp of brass", "Chair"].map((text, at): EngagedItem => ({
  itemId: text,
  text,
  evidence: [1, 0.25, 0.5][at],
  atMs: at,
}));
const weights = noise(FEATURE_COUNT);

async function logged(engaged: readonly EngagedItem[]) {
  const cache = embeddingCache(memoryRecords(), { modelId: "m", hiddenSize: SIZE, now: () => 1 });
  const encoder = {
    backend: "wasm",
    modelId: "m",
    hiddenSize: SIZE,
    encode: async (texts: readonly string[]) => noise(texts.length * SIZE),
    [Symbol.dispose]: () => undefined,
  } as const;
  const view = { seen: [], firstRow: null, viewId: "r", rules: NO_RULES };
  const request = { listId: "l", query: "", candidates, fixed: [], atMs: 1, rankingId: "r", ...view };
  const ready = { encoder, model, cache, known: knownTexts(), maths: plainMaths };
  const { features, comparison } = await describeList(ready, { ...request, history: engaged });
  const state = { type: "sgd", offset: Float64Array.from(noise(FEATURE_COUNT)) } as const;
  const global = { key: "global", layout: "", version: 0, weights } as const;
  const personal = { state, generation: 3, headVersion: 0, modelId: "m" };
  const guard = initGuard();
  const learner = visitorHead({ learner: "sgd", learns: "last-layer" }, null);
  const policy = { arm: "personal", explore: "none", protectedPlaces: 4, random } as const;
  const heads = { global, personal, guard, learner };
  const ranked = rankList(request, { features, heads, modelId: "m", policy, littleShown: new Set() });
  const record = logRanking(ranked, { weights, comparison });
  return { ranked, record };
}

describe("logRanking", () => {
  test("keeps what gives back, to the bit, the features with which the list was shown", async () => {
    const { ranked, record } = await logged(history);
    const full = withHistory(record, history);
    expect(full.features).toEqual(ranked.record.features);
    for (const [at, score] of full.baseScores.entries())
      expect(score).toBeCloseTo(ranked.record.baseScores[at], 6);
    expect(full.features[HISTORY]).not.toBe(0);
  });

  test("keeps nothing else that depends on what the visitor did", async () => {
    const { record } = await logged(history);
    for (let at = 0; at < candidates.length; at++)
      expect(record.features[at * FEATURE_COUNT + HISTORY]).toBe(0);
    const without = withHistory(record, history.slice(1));
    expect(without.features).not.toEqual(withHistory(record, history).features);
  });

  test("keeps no comparison for a newcomer", async () => {
    const { ranked, record } = await logged([]);
    expect(record.history).toBeUndefined();
    expect(withHistory(record, []).features).toEqual(ranked.record.features);
  });
});
