import { describe, expect, test } from "vitest";
import { FEATURE_COUNT } from "../../learning/feature-layout.ts";
import type { ShownPage } from "../contender.ts";
import { prototype } from "./prototype.ts";
import { randomShownPage } from "./shown-page.test-helper.ts";

/** Item i has a 1 at coordinate i. */
const page: ShownPage = {
  ...randomShownPage(1, 4),
  features: Float32Array.from({ length: 4 * FEATURE_COUNT }, (_, at) =>
    at % FEATURE_COUNT === Math.floor(at / FEATURE_COUNT) ? 1 : 0,
  ),
  rewards: Uint8Array.of(0, 0, 1, 0),
};

describe("prototype", () => {
  const contender = prototype({ towards: 1, away: 0.6, shrinkage: 3 });

  test("is Rocchio's rule: towards what was chosen, away from what was skipped above, shrunk while little is known", () => {
    const scores = contender.scores(contender.learn(contender.init(0), page), page);
    const personal = scores.map((score, item) => score - page.baseScores[item]);
    expect(personal[2]).toBeCloseTo(1 / (1 + 3), 12);
    expect(personal[0]).toBeCloseTo((-0.6 / 3) * (1 / 4), 12);
    expect(personal[1]).toBeCloseTo(personal[0], 12);
    expect(personal[3]).toBeCloseTo(0, 12);
  });

  test("learns nothing from a page on which nothing was chosen", () => {
    const state = contender.init(0);
    expect(contender.learn(state, { ...page, rewards: new Uint8Array(4) })).toBe(state);
  });
});
