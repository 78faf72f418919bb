import { expect, test } from "vitest";
import { FEATURE_COUNT, featureRange } from "../learning/feature-layout.ts";
import { NO_RULES } from "../ranking/exposure-rules.ts";
import { hindsight } from "./hindsight.ts";
import { personaReplay } from "./persona-replay.ts";
import type { RankRequest } from "./protocol.ts";
import { timeline } from "./timeline.ts";
import { BAYES, testPlatform, releaseOf } from "./visitor-fixtures.test-helper.ts";
import { visitor } from "./visitor.ts";
import type { WhatIfContext } from "./what-if.ts";

const DAY_MS = 24 * 3600 * 1000;
const ids = Array.from({ length: 12 }, (_, at) => `item-${at}`);
/** Every third item is of one brand. */
const isLiked = (at: number): boolean => at % 3 === 2;
const liked = ids.filter((_, at) => isLiked(at));

const features = new Float32Array(ids.length * FEATURE_COUNT);
for (const at of ids.keys())
  features[at * FEATURE_COUNT + featureRange("brand").start] = isLiked(at) ? 2 / 3 : -1 / 3;

const request: RankRequest = {
  listId: "search",
  query: "",
  candidates: ids.map((id) => ({ id, title: id })),
  fixed: [{ index: 0, place: 3 }],
  seen: [0, 1],
  firstRow: null,
  rules: NO_RULES,
  atMs: 100 * DAY_MS,
  rankingId: "r",
  viewId: "v",
};

/** Without an encoder. */
const describe = async () => ({
  features,
  comparison: null,
  model: { headPrior: null, config: { modelId: "m" } },
});
const describer = { describe } as unknown as WhatIfContext["describer"];
const replay = (platform = testPlatform(), likes: readonly string[] = liked) =>
  personaReplay(request, likes, { platform, choice: BAYES, describer });

test("takes what the persona likes up, choice by choice, one a day until now", async () => {
  const { itemIds, steps } = await replay();
  expect(itemIds).toEqual(ids);
  const chosen = steps.flatMap(({ events }) => events.filter(({ type }) => type === "click"));
  expect(chosen.map(({ itemId }) => itemId).toSorted()).toEqual(liked.toSorted());
  const meanPlace = ({ order }: (typeof steps)[number]): number =>
    order.reduce((sum, index, place) => sum + (isLiked(index) ? place : 0), 0) / liked.length;
  expect(meanPlace(steps[0])).toBeGreaterThan(5);
  expect(meanPlace(steps.at(-1)!)).toBeLessThan(3);
  const days = steps.slice(1).map(({ atMs }) => Math.floor(atMs! / DAY_MS));
  expect(Math.max(...days)).toBe(100);
  expect(Math.min(...days)).toBe(100 - liked.length + 1);
});

test("looks from the top, and first opens what stands first of what is liked", async () => {
  const { steps } = await replay();
  const first = steps.flatMap(({ events }) => events).find(({ type }) => type === "click");
  expect(first!.itemId).toBe("item-2");
  // From then on the learned order says what comes first: nothing is opened twice.
  const opened = steps.flatMap(({ events }) => events.filter(({ type }) => type === "click"));
  expect(new Set(opened.map(({ itemId }) => itemId)).size).toBe(opened.length);
});

test("begins with the shop's head as it is stored, whatever this visitor has taught, and leaves everything as it was", async () => {
  const platform = testPlatform();
  const weights = new Float32Array(FEATURE_COUNT);
  weights[featureRange("brand").start] = -4;
  const person = visitor(platform, BAYES);
  await person.takeRelease(releaseOf(1), { version: 1, weights });
  const kept = async () =>
    Promise.all(
      (["memory", "log", "events", "rankings", "head", "global"] as const).map((kind) =>
        platform.records.getAll(kind),
      ),
    );
  const before = await kept();
  const { steps } = await replay(platform);
  expect(await kept()).toEqual(before);
  expect(steps[0].order.slice(-liked.length).every(isLiked)).toBe(true);
  // Another visitor of the same browser has the same persona.
  expect(await replay(platform)).toEqual(await replay(platform));
  const own = await timeline(request, {
    past: hindsight(platform, BAYES),
    describer,
    littleShown: new Set(),
  });
  expect(own.steps.flatMap(({ events }) => events)).toEqual([]);
});

test("makes the first twelve choices at most, and says so where there is nothing to choose", async () => {
  const many = await replay(testPlatform(), ids);
  expect(many.steps.flatMap(({ events }) => events.filter(({ type }) => type === "click"))).toHaveLength(12);
  await expect(replay(testPlatform(), ["unknown"])).rejects.toMatchObject({ reason: "protocol" });
});
