import { describe, expect, test } from "vitest";
import { FEATURE_COUNT } from "../learning/feature-layout.ts";
import { rankingFixture } from "../learning/memory-fixtures.test-helper.ts";
import type { Interaction } from "../ranking/interaction.ts";
import { hindsight } from "./hindsight.ts";
import type { Platform } from "./platform.ts";
import { visitor } from "./visitor.ts";
import { BAYES, recordOf, testPlatform, releaseOf } from "./visitor-fixtures.test-helper.ts";

const ITEMS = ["a", "b", "c", "d"];
const SHIFT = 0.25; // a power of two: taken away and added again it leaves the same bits

const did = (type: "impression" | "click", at: string, atMs: number): Interaction => {
  const [rankingId, itemId] = at.split("/");
  return { type, rankingId, itemId, eventId: `${type} ${at}`, atMs };
};

/** Two pages with a click each, a new head of the shop's between them. */
async function live(isLeftOut: (eventId: string) => boolean = () => false): Promise<Platform> {
  const platform = testPlatform();
  const person = visitor(platform, BAYES);
  const learn = async (...interactions: Interaction[]): Promise<void> => {
    const rest = interactions.filter(({ eventId }) => !isLeftOut(eventId));
    if (rest.length > 0) await person.learn(rest);
  };
  await person.show(recordOf(rankingFixture("r1", { itemIds: ITEMS, history: ITEMS, seed: 1 })));
  await learn(did("impression", "r1/a", 1), did("impression", "r1/b", 1));
  await learn(did("click", "r1/b", 2));
  const weights = (await person.heads(null)).global.weights.map((weight) => weight + SHIFT);
  await person.takeRelease(releaseOf(1), { version: 1, weights });
  await person.show(recordOf(rankingFixture("r2", { itemIds: ITEMS, history: ITEMS, seed: 2 })));
  await learn(did("impression", "r2/a", 3), did("click", "r2/c", 4));
  return platform;
}

describe("hindsight", () => {
  test.each([["click r1/b"], ["click r2/c"], ["impression r1/a"]])(
    "gives, without %s, the bits of a visitor who never did it, and leaves what is stored as it is",
    async (eventId) => {
      const platform = await live();
      const kept = await platform.records.get("head", "personal");
      const never = await visitor(await live((id) => id === eventId), BAYES).memory();
      const { memory, heads, events } = await hindsight(platform, BAYES).without([eventId]);
      expect(events).toBe(1);
      expect(memory.head).toEqual(never.head);
      expect(memory.history).toEqual(never.history);
      expect(memory.guard).toEqual(never.guard);
      expect(heads.personal.generation).toBe(never.generation);
      expect(await platform.records.get("head", "personal")).toEqual(kept);
      expect(kept).not.toEqual(undefined);
    },
  );

  test("is the visitor of now without nothing, and without what is not known", async () => {
    const platform = await live();
    const now = await visitor(platform, BAYES).memory();
    for (const eventIds of [[], ["never heard of"]]) {
      const { memory, events } = await hindsight(platform, BAYES).without(eventIds);
      expect([memory.head, events]).toEqual([now.head, 0]);
    }
  });

  test("steps from nothing to the visitor of now, with the shop's head of each time", async () => {
    const platform = await live();
    const { memory: now, global } = await visitor(platform, BAYES)
      .heads(null)
      .then(async (heads) => ({ memory: await visitor(platform, BAYES).memory(), global: heads.global }));
    const steps = [...(await hindsight(platform, BAYES).steps())];
    expect(steps[0].entry).toBe(null);
    expect(steps[0].memory.generation).toBe(0);
    expect(steps.map(({ memory }) => memory.generation)).toEqual([0, 0, 0, 1, 1, 1, 2]);
    expect(steps[steps.length - 1].memory.head).toEqual(now.head);
    expect(steps[steps.length - 1].heads.global.weights).toEqual(global.weights);
    expect(steps[0].heads.global.weights).toEqual(global.weights.map((weight) => weight - SHIFT));
    expect(steps.filter(({ lessons }) => lessons.length > 0).map(({ entry }) => entry?.type)).toEqual([
      "did",
      "did",
    ]);
  });

  test("has one step for a visitor nothing is known of", async () => {
    const steps = [...(await hindsight(testPlatform(), BAYES).steps())];
    expect(steps.map(({ entry, memory }) => [entry, memory.generation])).toEqual([[null, 0]]);
    expect(steps[0].heads.global.weights).toHaveLength(FEATURE_COUNT);
  });
});
