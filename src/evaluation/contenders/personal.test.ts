import { describe, expect, test } from "vitest";
import { FEATURE_COUNT } from "../../learning/feature-layout.ts";
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
  const contender = personal("personal", visitorHead({ learner: "bayes", learns: "last-layer" }, null));

  test("starts as the global head, and learns what a person clicks", () => {
    let state = contender.init(1);
    expect([...contender.scores(state, pageOf([]))]).toEqual([...pageOf([]).baseScores]);
    for (let page = 0; page < 4; page++) state = contender.learn(state, pageOf([2], page));
    const scores = contender.scores(state, pageOf([]));
    expect(scores[2] - scores[1]).toBeGreaterThan(pageOf([]).baseScores[2] - pageOf([]).baseScores[1]);
  });

  test("falls back to the global head's order for a machine that clicks everything", () => {
    let state = contender.init(1);
    const everything = Array.from({ length: ITEMS }, (_, item) => item);
    for (let page = 0; page < 6; page++) state = contender.learn(state, pageOf(everything, page));
    expect([...contender.scores(state, pageOf([]))]).toEqual([...pageOf([]).baseScores]);
  });
});
