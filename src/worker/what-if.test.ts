import { expect, test } from "vitest";
import { blend, initGuard } from "../learning/guard.ts";
import { listwiseLogLikelihood } from "../learning/listwise-likelihood.ts";
import { NO_RULES } from "../ranking/exposure-rules.ts";
import { hindsight } from "./hindsight.ts";
import type { Platform } from "./platform.ts";
import type { RankRequest } from "./protocol.ts";
import { timeline } from "./timeline.ts";
import { bayesHead, BAYES, click, ranking, seen, testPlatform } from "./visitor-fixtures.test-helper.ts";
import { visitor } from "./visitor.ts";
import { whatIf, type WhatIfContext } from "./what-if.ts";

/** The features of the list that was shown: item i is of brand i. */
const { features } = ranking("r1");
const request: RankRequest = {
  listId: "search",
  query: "",
  candidates: ["a", "b", "c"].map((id) => ({ id, title: id })),
  fixed: [],
  seen: [],
  firstRow: null,
  rules: NO_RULES,
  atMs: 9,
  rankingId: "what-if",
  viewId: "what-if",
};

/** Two lists were shown, and c was chosen on each. */
async function lived(): Promise<{ readonly platform: Platform; readonly context: WhatIfContext }> {
  const platform = testPlatform();
  const person = visitor(platform, BAYES);
  for (const id of ["r1", "r2"]) {
    await person.show(ranking(id), { view: { id: `view of ${id}`, arm: null } });
    await person.learn([seen(id, "a"), seen(id, "b"), seen(id, "c")]);
    await person.learn([click(id, "c")]);
  }
  const describe = async () => ({ features, comparison: null, ready: null });
  const describer = { describe } as unknown as WhatIfContext["describer"]; // without a model
  return { platform, context: { past: hindsight(platform, BAYES), describer, littleShown: new Set() } };
}

test("is as unsure of each item as the head is of its score, by the share that counts", async () => {
  const { platform, context } = await lived();
  const { ranking: now, deviations } = await whatIf(request, [], context);
  expect(now.items.map(({ id }) => id)).toEqual(["c", "a", "b"]);
  const { personal } = await visitor(platform, BAYES).heads(null);
  const learned = bayesHead.scores(personal.state, features);
  const spread = bayesHead.spread(personal.state, features)!;
  for (const [place, { shopIndex, parts }] of now.items.entries()) {
    const share = parts.personal / learned[shopIndex];
    expect(deviations[place]).toBeCloseTo(share * Math.sqrt(spread[4 * shopIndex]), 10);
  }
});

test("is the shop's order without what was done, and counts what was taken out", async () => {
  const { context } = await lived();
  const { ranking: never, events } = await whatIf(request, ["r1/c", "r2/c", "unknown"], context);
  expect(never.items.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  expect([events, never.generation]).toEqual([2, 0]);
});

test("tells each lesson's order, and what its choice cost before it was learned from", async () => {
  const { context } = await lived();
  const { itemIds, steps } = await timeline(request, context);
  expect(itemIds).toEqual(["a", "b", "c"]);
  expect(steps.map(({ generation }) => generation)).toEqual([0, 1, 2]);
  expect(steps.map(({ order }) => order.indexOf(2))).toEqual([2, 1, 0]);
  expect(steps.map(({ events }) => events.map(({ type, itemId }) => `${type} ${itemId}`))).toEqual([
    [],
    ["click c"],
    ["click c"],
  ]);
  // Nothing had been learned before the first choice: with or without it, the cost is that of three equal scores by place.
  const cost = -listwiseLogLikelihood([0, 0, 0], [0, 0, 1], [1, 1 / 2, 1 / 3]);
  expect(steps[1].losses).toEqual([{ base: cost, personal: cost, choices: 1 }]);
  // Before the second one had been: c was expected, so it cost less, and exactly what the guard of then let through.
  const [first] = [...(await context.past.steps())].filter(({ memory }) => memory.generation === 1);
  const then = blend(first.memory.guard, [0, 0, 0], bayesHead.scores(first.memory.head, features));
  const less = -listwiseLogLikelihood(then, [0, 0, 1], [1, 1 / 2, 1 / 3]);
  expect(steps[2].losses).toEqual([{ base: cost, personal: less, choices: 1 }]);
  expect(less).toBeLessThan(cost);
  expect(first.memory.guard).not.toEqual(initGuard());
});
