import { describe, expect, test } from "vitest";
import { FEATURE_COUNT } from "../../learning/feature-layout.ts";
import type { Contender, ShownPage } from "../contender.ts";
import { createContenders, STARTING_SETTINGS } from "./contenders.ts";
import { randomShownPage } from "./shown-page.test-helper.ts";

/** Catalogue items 0, 3, 6, … are of brand 0, and so on: something to be learned from tokens. */
const contenders = createContenders({
  ...STARTING_SETTINGS,
  vwStyle: { tokensOf: (item) => [7 + (item % 3), 1_000 + item], learningRate: 0.2 },
});
const page = randomShownPage(1, 8);
const FIXED = ["shop-order", "global-head", "tfidf-profile", "mean-embedding"];

test("createContenders lists the baselines of the report in its order", () => {
  expect(contenders.map(({ name }) => name)).toEqual([
    ...FIXED,
    "isotropic-bayes",
    "adamw-listwise",
    "sgd",
    "prototype",
    "pdgd",
    "vw-style",
  ]);
});

describe.each(contenders.map((contender) => [contender.name, contender] as const))(
  "%s",
  (name, contender) => {
    const learned = (pages: readonly ShownPage[]): ReturnType<Contender["init"]> =>
      pages.reduce((state, shown) => contender.learn(state, shown), contender.init(1));

    test("gives one finite score an item, before and after it has learned", () => {
      const pages = Array.from({ length: 5 }, (_, seed) => randomShownPage(seed, 6));
      for (const state of [contender.init(1), learned(pages)]) {
        const scores = contender.scores(state, page);
        expect(scores).toHaveLength(8);
        expect(scores.every(Number.isFinite)).toBe(true);
      }
    });

    test.runIf(!FIXED.includes(name))(
      "starts in the order of the global head and raises what is chosen again and again",
      () => {
        const before = contender.scores(contender.init(1), page);
        const byBase = (scores: Float64Array): number[] =>
          [...scores.keys()].sort((a, b) => scores[b] - scores[a]);
        expect(byBase(before)).toEqual(byBase(page.baseScores));
        const chosen = { ...page, rewards: page.rewards.map((_, item) => (item === 5 ? 1 : 0)) };
        const after = contender.scores(learned(Array.from({ length: 20 }, () => chosen)), page);
        expect(after[5] - after[0]).toBeGreaterThan(before[5] - before[0]);
      },
    );

    test("leaves its arguments unchanged", () => {
      const state = contender.learn(contender.init(1), page);
      const copies = structuredClone({ state, page });
      contender.learn(state, randomShownPage(3, 8));
      contender.scores(state, page);
      expect({ state, page }).toEqual(copies);
    });

    test.each([
      ["nothing was shown", randomShownPage(1, 0)],
      ["the base scores are no numbers", { ...page, baseScores: new Float64Array(8).fill(Number.NaN) }],
      [
        "the features are no numbers",
        { ...page, features: new Float32Array(8 * FEATURE_COUNT).fill(Number.NaN) },
      ],
      ["nothing was chosen", { ...page, rewards: new Uint8Array(8) }],
      ["everything was chosen", { ...page, rewards: new Uint8Array(8).fill(1) }],
    ])("keeps finite scores for the next list where %s", (_, odd) => {
      const state = contender.learn(contender.init(1), odd);
      expect(contender.scores(state, page).every(Number.isFinite)).toBe(true);
    });
  },
);
