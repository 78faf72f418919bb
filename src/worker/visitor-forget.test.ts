import { describe, expect, test, vi } from "vitest";
import { RankError } from "../base/errors.ts";
import { LOG_BOUNDS } from "./seal-log.ts";
import {
  did,
  headOf,
  type Life,
  lifeRanking,
  live,
  memoryOf,
  MINUTE_MS,
} from "./visitor-life.test-helper.ts";

// Each lives through many visits, on machines that have other things to do.
vi.setConfig({ testTimeout: 30_000 });

async function eventsOf({ platform }: Life): Promise<unknown[]> {
  return (await platform.records.getAll("events")).sort((a, b) => (a.key < b.key ? -1 : 1));
}

describe("visitor.forget", () => {
  test.each([
    ["a click", ["click r1/b"]],
    ["a click and the look that it led to", ["click r2/c"]],
    ["what was only seen", ["impression r1/c", "impression r3/d"]],
    ["a purchase", ["purchase /b"]],
    ["a click and the purchase that came of it", ["click r1/b", "purchase /b"]],
    ["all clicks", ["click r1/b", "click r2/c", "click r3/b"]],
  ])("leaves, of %s, no bit in head, history, marks or events", async (_, eventIds) => {
    const life = await live();
    const never = await live((eventId) => eventIds.includes(eventId));
    expect(await headOf(life)).not.toEqual(await headOf(never));
    const { generation } = await life.person.forget({ eventIds });
    expect(await headOf(life)).toEqual(await headOf(never));
    expect(await memoryOf(life)).toEqual(await memoryOf(never));
    expect(await eventsOf(life)).toEqual(await eventsOf(never));
    expect(generation).toBe((await never.person.heads(null)).personal.generation);
  });

  test("leaves no bit of an item, and learns on from there as if it had never been", async () => {
    const life = await live();
    const never = await live((eventId) => eventId.endsWith("/b"));
    expect(await life.person.forget({ itemId: "b" })).toMatchObject({ events: 4, tooOld: 0 });
    for (const { person } of [life, never]) await person.learn([did("click", "r3/a", 99 * MINUTE_MS)]);
    expect(await headOf(life)).toEqual(await headOf(never));
    expect(await memoryOf(life)).toEqual(await memoryOf(never));
    expect(JSON.stringify(await life.platform.records.getAll("log"))).not.toContain("/b");
  });

  test("keeps of no ranking how its items compare with what was forgotten, and can go on forgetting", async () => {
    const comparedWith = async ({ platform }: Life): Promise<string[]> =>
      (await platform.records.getAll("rankings")).flatMap(({ history }) => history?.comparison.itemIds ?? []);
    const life = await live();
    expect(await comparedWith(life)).toContain("b");
    await life.person.forget({ itemId: "b" });
    expect(await comparedWith(life)).not.toContain("b");
    const never = await live((eventId) => eventId.endsWith("/b") || eventId === "click r2/c");
    await life.person.forget({ eventIds: ["click r2/c"] });
    expect(await headOf(life)).toEqual(await headOf(never));
  });

  test("goes back to a head that has learned nothing when every event goes", async () => {
    const life = await live();
    const eventIds = (await life.platform.records.getAll("events")).map(({ key }) => key);
    await life.person.forget({ eventIds });
    expect(await life.platform.records.get("head", "personal")).toBeUndefined();
    expect(await life.person.history()).toEqual([]);
    expect((await life.person.heads("m1")).personal).toMatchObject({ generation: 0, headVersion: 1 });
  });

  test("is a no-op for events and items it does not know, and the second time", async () => {
    const life = await live();
    const before = [await headOf(life), await memoryOf(life)];
    for (const what of [{ eventIds: ["unknown"] }, { eventIds: [] }, { itemId: "unknown" }])
      expect(await life.person.forget(what)).toMatchObject({ events: 0, tooOld: 0 });
    expect([await headOf(life), await memoryOf(life)]).toEqual(before);
    await life.person.forget({ eventIds: ["click r1/b"] });
    expect(await life.person.forget({ eventIds: ["click r1/b"] })).toMatchObject({ events: 0, tooOld: 0 });
  });

  test("does not learn a forgotten event again when a page sends it again", async () => {
    const life = await live();
    await life.person.forget({ eventIds: ["click r1/b"] });
    const before = await headOf(life);
    expect(await life.person.learn([did("click", "r1/b", 2)])).toMatchObject({ didUpdate: false });
    expect(await headOf(life)).toEqual(before);
  });

  test("drops what waits to be sent, which was made of the old head", async () => {
    const life = await live();
    const record = {
      key: "k",
      bytes: new Uint8Array(1),
      baseVersion: 1,
      createdAtMs: 1,
      told: [],
      sealed: null,
      generation: 1,
    };
    await life.platform.records.write([{ type: "put", kind: "outbox", record }]);
    await life.person.forget({ eventIds: ["click r1/b"] });
    expect(await life.platform.records.getAll("outbox")).toEqual([]);
  });

  test("says so when an event is too old, takes it off the list, and takes its item out of the history", async () => {
    const life = await live();
    for (let at = 0; at <= LOG_BOUNDS.maxRankings; at++)
      await life.person.show(lifeRanking(`later${at}`, at));
    const before = await headOf(life);
    expect(await life.person.forget({ eventIds: ["click r1/b"] })).toMatchObject({ events: 0, tooOld: 1 });
    expect(await life.platform.records.get("events", "click r1/b")).toBeUndefined();
    expect(await headOf(life)).toEqual(before);
    expect((await life.person.history()).map(({ itemId }) => itemId)).toContain("b");
    await life.person.forget({ itemId: "b" });
    expect((await life.person.history()).map(({ itemId }) => itemId)).not.toContain("b");
  });

  test("takes an item out of the history too where none of its events is listed any more", async () => {
    const life = await live();
    for (let at = 0; at <= LOG_BOUNDS.maxRankings; at++)
      await life.person.show(lifeRanking(`later${at}`, at));
    // The newest 2,000 events are listed; what is more goes with the next lesson.
    for (const lesson of [1, 2]) {
      const sightings = Array.from({ length: 1_000 * lesson }, (_, at) => ({
        ...did("impression", "later60/a", 99 * MINUTE_MS),
        eventId: `seen later ${lesson} ${at}`,
      }));
      await life.person.learn(sightings);
    }
    await life.person.learn([did("impression", "later60/c", 99 * MINUTE_MS)]);
    const ofItem = (await life.platform.records.getAll("events")).filter(
      ({ interaction }) => interaction.itemId === "b",
    );
    expect(ofItem).toEqual([]);
    expect((await life.person.history()).map(({ itemId }) => itemId)).toContain("b");
    expect(await life.person.forget({ itemId: "b" })).toMatchObject({ events: 0, tooOld: 0 });
    const kept = JSON.stringify(await life.platform.records.getAll("memory"));
    expect([kept.includes('"c"'), kept.includes('"b"')]).toEqual([true, false]);
    expect((await life.person.history()).map(({ itemId }) => itemId)).not.toContain("b");
  });

  test("refuses, and changes nothing, when the state from before the log is damaged", async () => {
    const life = await live();
    const base = (await life.platform.records.get("memory", "base"))!;
    await life.platform.records.write([
      { type: "put", kind: "memory", record: { ...base, shown: "x" as never } },
    ]);
    const before = await headOf(life);
    const refused = life.person.forget({ eventIds: ["click r1/b"] });
    await expect(refused).rejects.toThrow(RankError);
    await expect(refused).rejects.toThrow("forget everything instead");
    expect(await headOf(life)).toEqual(before);
  });
});

describe("a log that somebody has written into", () => {
  test.each([
    ["a view that is none", { type: "shown", number: 1, rankingId: "r1", atMs: 1, view: null }],
    ["a list that is none", { type: "did", number: 2, interactions: "x" }],
    ["an interaction that is none", { type: "did", number: 2, interactions: [null] }],
    ["a shift of another length", { type: "rebased", number: 6, shift: new Float64Array(3), version: 1 }],
    ["no entry", undefined],
  ])("is refused by forgetting with words of ours: %s", async (_, entry) => {
    const life = await live();
    await life.platform.records.write([
      { type: "put", kind: "log", record: { key: "000000000002", entry } as never },
    ]);
    const refused = life.person.forget({ eventIds: ["click r1/b"] });
    await expect(refused).rejects.toThrow("forget everything instead");
    expect(await life.person.learn([did("click", "r3/a", 99 * MINUTE_MS)])).toMatchObject({
      didUpdate: true,
    });
  });
});

test("forgetting refuses with words of ours where a ranking was written into", async () => {
  const life = await live();
  const damaged = (await life.platform.records.get("rankings", "r3"))!;
  await life.platform.records.write([
    { type: "put", kind: "rankings", record: { ...damaged, history: { comparison: true } } as never },
  ]);
  await expect(life.person.forget({ eventIds: ["click r1/b"] })).rejects.toThrow("forget everything instead");
});
