import { describe, expect, test } from "vitest";
import { axis } from "../learning/example-fixtures.test-helper.ts";
import { FEATURE_COUNT, featureRange } from "../learning/feature-layout.ts";
import { initialHead } from "../learning/initial-head.ts";
import { rankList } from "./rank-list.ts";
import type { RankRequest } from "./protocol.ts";
import type { Heads } from "./visitor.ts";

const HISTORY = featureRange("history").start;
const BRAND = featureRange("brand").start;

const request: RankRequest = {
  listId: "search",
  query: "",
  candidates: ["a", "b", "c", "d"].map((id) => ({ id, title: `Title ${id}`, brand: "Holt" })),
  fixed: [],
  atMs: 1,
  rankingId: "r1",
};
const heads = (offset: Float64Array = new Float64Array(FEATURE_COUNT)): Heads => ({
  global: { key: "global", layout: "", version: 0, etag: null, weights: initialHead(), clipNorm: 1 },
  personal: { state: { type: "sgd", offset }, generation: 0, headVersion: 0, modelId: "m" },
});
const features = (history: readonly number[]): Float32Array => {
  const rows = Float32Array.from({ length: 4 * FEATURE_COUNT }, (_, at) => Math.sin(at));
  for (const [item, value] of history.entries()) rows[item * FEATURE_COUNT + HISTORY] = value;
  return rows;
};
const idsOf = (offset: Float64Array | undefined, history: readonly number[]): string[] =>
  rankList(request, { features: features(history), heads: heads(offset), modelId: "m" }).ranking.items.map(
    ({ id }) => id,
  );

describe("rankList", () => {
  test("keeps the shop's exact order for a newcomer, whatever the items are", () => {
    expect(idsOf(undefined, [0, 0, 0, 0])).toEqual(["a", "b", "c", "d"]);
  });

  test("follows the history before anything is learned, and shows it as the visitor's part", () => {
    expect(idsOf(undefined, [-1, -1, 3, -1])).toEqual(["c", "a", "b", "d"]);
    const { ranking } = rankList(request, {
      features: features([0, 0, 3, 0]),
      heads: heads(),
      modelId: "m",
    });
    expect(ranking.items[0].parts).toMatchObject({ global: 0, personal: 3, groups: { history: 3 } });
  });

  test("keeps for learning the score without what was learned, but with the static score", () => {
    const offset = Float64Array.from(axis(HISTORY, 0.5));
    offset[BRAND] = 2;
    const rows = features([0.5, 1, -1, 0]);
    const { ranking, record } = rankList(request, { features: rows, heads: heads(offset), modelId: "m" });
    for (const [place, { shopIndex, score, parts }] of ranking.items.entries()) {
      const row = rows.subarray(shopIndex * FEATURE_COUNT);
      expect(record.baseScores[place]).toBeCloseTo(parts.shop + row[HISTORY], 6);
      expect(score).toBeCloseTo(record.baseScores[place] + 0.5 * row[HISTORY] + 2 * row[BRAND], 6);
    }
  });

  test("keeps what the encoder read of each item, in displayed order", () => {
    const { record } = rankList(request, {
      features: features([0, 0, 3, 0]),
      heads: heads(),
      modelId: "m",
    });
    expect(record.texts[0]).toBe("Holt Title c");
  });
});
