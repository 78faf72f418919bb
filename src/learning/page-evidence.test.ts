import { describe, expect, test } from "vitest";
import type { Choice } from "./choices.ts";
import { rankingFixture } from "./memory-fixtures.test-helper.ts";
import { pageEvidence, type RankingChange } from "./page-evidence.ts";

const shown = rankingFixture("r", { itemIds: ["a", "b", "c", "d", "e"], history: [], seed: 1 });
const mark = (itemId: string, liked = 0) => ({ itemId, own: liked, liked, passed: 0 });
const click = (itemId: string, wasInView = true, atMs = 5): Choice => ({
  itemId,
  type: "click",
  atMs,
  wasInView,
});
const change = (some: Partial<RankingChange>): RankingChange => ({
  before: [],
  after: [],
  choices: [],
  chosenElsewhere: new Set(),
  chosenBefore: new Set(),
  lookMs: null,
  ...some,
});
const see = (some: Partial<RankingChange>, ranking = shown) => {
  const { rewards, propensities, clicks } = pageEvidence(ranking, change(some), new Float64Array(5));
  return { rewards: Array.from(rewards), propensities: Array.from(propensities), clicks };
};

describe("pageEvidence", () => {
  test("counts what was seen, at its place on the page, and leaves out what never came into view", () => {
    const { rewards, propensities, clicks } = see({
      after: [mark("b"), mark("d", 1)],
      choices: [click("d")],
    });
    expect(rewards).toEqual([0, 0, 0, 1, 0]);
    expect(propensities).toEqual([0, 1 / 2, 0, 1 / 4, 0]);
    expect(clicks).toEqual([{ index: 3, atMs: 5 }]);
  });

  test("takes what had been seen before the list was ordered as seen", () => {
    const { propensities } = see(
      { after: [mark("b", 1)], choices: [click("b")] },
      { ...shown, seenIds: ["a"] },
    );
    expect(propensities).toEqual([1, 1 / 2, 0, 0, 0]);
  });

  test("gives a click on what nobody saw no part but as a click", () => {
    const { rewards, propensities, clicks } = see({
      after: [mark("a"), mark("c", 1)],
      choices: [click("c", false)],
    });
    expect([rewards[2], propensities[2], clicks]).toEqual([0, 0, [{ index: 2, atMs: 5 }]]);
  });

  test("does not test the head by what it has learned before, here or in another ranking of the view", () => {
    const { rewards, propensities, clicks } = see({
      before: [mark("a", 1), mark("b")],
      after: [mark("a", 1.5), mark("b", 1), mark("c", 1)],
      choices: [click("a"), click("b", true, 7), click("c", true, 8)],
      chosenElsewhere: new Set(["c"]),
    });
    expect([rewards, propensities.map((value) => value > 0)]).toEqual([
      [0, 1, 0, 0, 0],
      [false, true, false, false, false],
    ]);
    expect(clicks).toEqual([{ index: 1, atMs: 7 }]);
  });

  test("leaves out what was chosen on an earlier page, unless it is chosen again", () => {
    const { rewards, propensities } = see({
      after: [mark("a"), mark("b"), mark("c", 1)],
      choices: [click("c")],
      chosenBefore: new Set(["a", "c"]),
    });
    expect([rewards, propensities]).toEqual([
      [0, 0, 1, 0, 0],
      [0, 1 / 2, 1 / 3, 0, 0],
    ]);
  });

  test("counts a cart as a choice, but not as a click, and two clicks on one item once", () => {
    const cart: Choice = { itemId: "a", type: "cart", atMs: 6, wasInView: true };
    const { rewards, clicks } = see({
      after: [mark("a", 1.5), mark("b", 1)],
      choices: [cart, click("b"), click("b", true, 9)],
    });
    expect([rewards, clicks]).toEqual([[1, 1, 0, 0, 0], [{ index: 1, atMs: 5 }]]);
  });

  test("tells how long the last look was with the next click", () => {
    const { clicks } = see({ after: [mark("a", 1)], choices: [click("a")], lookMs: 700 });
    expect(clicks).toEqual([{ index: 0, atMs: 5, dwellMs: 700 }]);
  });
});
