import { describe, expect, test } from "vitest";
import { FEATURE_COUNT, featureRange } from "../../learning/feature-layout.ts";
import { hedgeLambda } from "../../learning/hedge.ts";
import { initialHead } from "../../learning/initial-head.ts";
import { visitorHead } from "../../learning/visitor-head.ts";
import type { ShownPage } from "../contender.ts";
import { personal } from "./personal.ts";

const ITEMS = 12;

function pageOf(clicked: readonly number[], page = 0): ShownPage {
  const features = new Float32Array(ITEMS * FEATURE_COUNT);
  for (let item = 0; item < ITEMS; item++) features[item * FEATURE_COUNT] = item % 2 === 0 ? 1 : -1;
  const zeros = (): Float64Array => new Float64Array(ITEMS);
  return {
    items: Array.from({ length: ITEMS }, (_, item) => item),
    features,
    baseScores: Float64Array.from({ length: ITEMS }, (_, item) => 2 - item / 10),
    profile: { tfidf: zeros(), embedding: zeros() },
    popularity: zeros(),
    rewards: Uint8Array.from({ length: ITEMS }, (_, item) => (clicked.includes(item) ? 1 : 0)),
    propensities: Float64Array.from({ length: ITEMS }, (_, item) => 1 / (1 + item)),
    atMs: page * 60_000,
  };
}

describe("personal", () => {
  const head = visitorHead({ learner: "bayes", learns: "last-layer" }, null);
  const contender = personal("personal", head, initialHead());

  test("starts as the global head, and learns what a person clicks", () => {
    let state = contender.init(1);
    expect([...contender.scores(state, pageOf([]))]).toEqual([...pageOf([]).baseScores]);
    for (let page = 0; page < 4; page++) state = contender.learn(state, pageOf([2], page));
    const scores = contender.scores(state, pageOf([]));
    expect(scores[2] - scores[1]).toBeGreaterThan(pageOf([]).baseScores[2] - pageOf([]).baseScores[1]);
  });

  test("learns more from a choice that counts more", () => {
    const rise = (weight: number): number => {
      const one = personal("personal", head, initialHead(), weight);
      const scores = one.scores(one.learn(one.init(1), pageOf([2])), pageOf([]));
      return scores[2] - scores[1];
    };
    expect(rise(2)).toBeGreaterThan(rise(1));
    const plain = contender.scores(contender.learn(contender.init(1), pageOf([2])), pageOf([]));
    expect(rise(1)).toBe(plain[2] - plain[1]);
  });

  test("holds the history back by the guard: its share from the first page, and none for a machine", () => {
    const page = pageOf([]);
    const features = page.features.slice();
    const history = Float64Array.from({ length: ITEMS }, (_, item) => (item - (ITEMS - 1) / 2) / 50);
    for (const [item, score] of history.entries())
      features[item * FEATURE_COUNT + featureRange("history").start] = score;
    const task = { ...page, features, baseScores: page.baseScores.map((base, item) => base + history[item]) };
    const { guard } = contender.init(1);
    const scores = contender.scores(contender.init(1), task);
    for (const [item, score] of scores.entries())
      expect(score).toBeCloseTo(page.baseScores[item] + hedgeLambda(guard.hedge) * history[item], 6);
    let state = contender.init(1);
    const everything = Array.from({ length: ITEMS }, (_, item) => item);
    for (let at = 0; at < 6; at++) state = contender.learn(state, pageOf(everything, at));
    expect([...contender.scores(state, task)].map((score) => score.toFixed(6))).toEqual(
      [...page.baseScores].map((score) => score.toFixed(6)),
    );
  });

  test("falls back to the global head's order for a machine that clicks everything", () => {
    let state = contender.init(1);
    const everything = Array.from({ length: ITEMS }, (_, item) => item);
    for (let page = 0; page < 6; page++) state = contender.learn(state, pageOf(everything, page));
    expect([...contender.scores(state, pageOf([]))]).toEqual([...pageOf([]).baseScores]);
  });
});
