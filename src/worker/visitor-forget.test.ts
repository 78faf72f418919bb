import { describe, expect, test, vi } from "vitest";
import { RankError } from "../base/errors.ts";
import { FEATURE_COUNT } from "../learning/feature-layout.ts";
import { rankingFixture } from "../learning/memory-fixtures.test-helper.ts";
import type { Interaction } from "../ranking/interaction.ts";
import type { RankingRecord } from "../store/schema.ts";
import type { Platform } from "./platform.ts";
import { LOG_BOUNDS } from "./seal-log.ts";
import { type Visitor, visitor } from "./visitor.ts";
import { BAYES, recordOf, testPlatform, releaseOf } from "./visitor-fixtures.test-helper.ts";

// Each lives through many visits, on machines that have other things to do.
vi.setConfig({ testTimeout: 30_000 });

const ITEMS = ["a", "b", "c", "d"];
const MINUTE_MS = 60_000;

function ranking(id: string, seed: number): RankingRecord {
  return recordOf(rankingFixture(id, { itemIds: ITEMS, history: ITEMS, seed }));
}

const did = (type: "impression" | "click" | "cart" | "purchase", at: string, atMs: number): Interaction => {
  const [rankingId, itemId] = at.split("/");
  return { type, rankingId, itemId, eventId: `${type} ${at}`, atMs };
};

interface Life {
  readonly person: Visitor;
  readonly platform: Platform;
}

/** A visitor's life over three pages, without the interactions that `isLeftOut` names. */
async function live(isLeftOut: (eventId: string) => boolean = () => false): Promise<Life> {
  const platform = testPlatform();
  const person = visitor(platform, BAYES);
  const learn = async (...interactions: Interaction[]): Promise<void> => {
    const rest = interactions.filter(({ eventId }) => !isLeftOut(eventId));
    if (rest.length > 0) await person.learn(rest);
  };
  await person.show(ranking("r1", 1), { view: { id: "v1", arm: "personal" } });
  await learn(did("impression", "r1/a", 1), did("impression", "r1/b", 1), did("impression", "r1/c", 1));
  await learn(did("click", "r1/b", 2));
  await person.show(ranking("r2", 2), { view: { id: "v2", arm: "held-out" } });
  await learn(did("impression", "r2/d", 3), did("click", "r2/c", 4));
  const weights = new Float32Array(FEATURE_COUNT).fill(0.01);
  await person.takeRelease(releaseOf(1), { version: 1, weights });
  if (!isLeftOut("click r2/c")) await person.comeBack(4 + MINUTE_MS, "look");
  await person.show(ranking("r3", 3));
  await learn(did("click", "r3/b", 5 + MINUTE_MS), did("impression", "r3/d", 5 + MINUTE_MS));
  await learn(did("purchase", "/b", 9 + MINUTE_MS), did("cart", "r3/d", 9 + MINUTE_MS));
  return { person, platform };
}

async function headOf({ platform }: Life): Promise<unknown> {
  const head = await platform.records.get("head", "personal");
  return [head?.generation, head?.headVersion, head?.checksum, head?.state];
}

/** All that is kept but for the numbers of the log's entries, which have gaps where something was forgotten. */
async function memoryOf({ platform }: Life): Promise<unknown> {
  const { history, shown, clicks, guard, lookMs, views } = (await platform.records.get("memory", "now"))!;
  return {
    history,
    clicks,
    guard,
    lookMs,
    views,
    shown: shown.map((progress) => ({ ...progress, touched: 0 })),
  };
}

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
    for (let at = 0; at <= LOG_BOUNDS.maxRankings; at++) await life.person.show(ranking(`later${at}`, at));
    const before = await headOf(life);
    expect(await life.person.forget({ eventIds: ["click r1/b"] })).toMatchObject({ events: 0, tooOld: 1 });
    expect(await life.platform.records.get("events", "click r1/b")).toBeUndefined();
    expect(await headOf(life)).toEqual(before);
    expect((await life.person.history()).map(({ itemId }) => itemId)).toContain("b");
    await life.person.forget({ itemId: "b" });
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

describe("a log that has grown too long", () => {
  test("keeps the head, and stays within its bounds", async () => {
    const life = await live();
    const before = await headOf(life);
    for (let at = 0; at < 2 * LOG_BOUNDS.maxRankings; at++) await life.person.show(ranking(`later${at}`, at));
    const { records } = life.platform;
    expect(await headOf(life)).toEqual(before);
    expect((await records.keys("rankings")).length).toBeLessThanOrEqual(LOG_BOUNDS.maxRankings);
    expect((await records.get("memory", "now"))!.shown.length).toBeLessThanOrEqual(LOG_BOUNDS.maxRankings);
    const last = await records.keys("rankings");
    expect(last).not.toContain("r1");
    expect(await life.person.learn([did("click", "later119/a", 1)])).toMatchObject({ didUpdate: true });
    expect((await records.keys("log")).length).toBeLessThanOrEqual(LOG_BOUNDS.maxRankings + 1);
  });

  test("begins anew from what is known when the state from before it was damaged", async () => {
    const life = await live();
    const { records } = life.platform;
    await records.write([{ type: "put", kind: "memory", record: { key: "base" } as never }]);
    const before = await headOf(life);
    for (let at = 0; at <= LOG_BOUNDS.maxRankings; at++) await life.person.show(ranking(`later${at}`, at));
    expect(await headOf(life)).toEqual(before);
    await life.person.learn([did("click", "later50/c", 99 * MINUTE_MS)]);
    expect(await life.person.forget({ eventIds: ["click later50/c"] })).toMatchObject({ events: 1 });
    expect(await headOf(life)).toEqual(before);
  });

  test("begins anew with the next update where storage was cleared in the middle of one, and forgets what comes after", async () => {
    const life = await live();
    const { records } = life.platform;
    const kept = (await records.keys("log")).at(-1);
    // What an update writes that had read before: the memory and its own entry.
    await records.write([
      { type: "delete", kind: "memory", key: "base" },
      { type: "delete", kind: "head", key: "base" },
      ...(await records.keys("log"))
        .filter((key) => key !== kept)
        .map((key) => ({ type: "delete", kind: "log", key }) as const),
    ]);
    const before = await headOf(life);
    expect(await life.person.forget({ eventIds: ["none"] })).toMatchObject({ events: 0 });
    await life.person.show(ranking("r4", 4));
    await life.person.learn([did("click", "r4/c", 99 * MINUTE_MS)]);
    expect(await headOf(life)).not.toEqual(before);
    expect(await life.person.forget({ eventIds: ["click r4/c"] })).toMatchObject({ events: 1 });
    expect(await headOf(life)).toEqual(before);
  });

  test("still forgets what came after the sealing to the bit", async () => {
    const lives = [await live(), await live()];
    for (const { person } of lives) {
      for (let at = 0; at <= LOG_BOUNDS.maxRankings; at++) await person.show(ranking(`later${at}`, at));
    }
    const clicked = did("click", "later50/c", 99 * MINUTE_MS);
    await lives[0].person.learn([clicked]);
    for (const { person } of lives) await person.learn([did("cart", "later55/a", 100 * MINUTE_MS)]);
    await lives[0].person.forget({ eventIds: [clicked.eventId] });
    expect(await headOf(lives[0])).toEqual(await headOf(lives[1]));
    expect(await memoryOf(lives[0])).toEqual(await memoryOf(lives[1]));
  });
});

describe("the head that is kept at hand", () => {
  test("is that of the store, whatever another tab has learned, forgotten, taken over or erased", async () => {
    const { person, platform } = await live();
    const other = visitor(platform, BAYES);
    const expectSame = async (): Promise<void> => {
      const fresh = await visitor(platform, BAYES).heads(null);
      for (const tab of [person, other]) expect((await tab.heads(null)).personal).toEqual(fresh.personal);
    };
    await expectSame();
    await other.learn([did("click", "r3/c", 1e8)]);
    await expectSame();
    await other.forget({ eventIds: ["click r3/c"] });
    await expectSame();
    const weights = new Float32Array(FEATURE_COUNT).fill(0.01);
    await other.takeRelease(releaseOf(7), { version: 7, weights });
    await expectSame();
    await platform.records.erase();
    await expectSame();
    expect((await person.heads(null)).personal.generation).toBe(0);
  });

  test("is not read from the store again while nothing has moved", async () => {
    const { platform } = await live();
    let reads = 0;
    const records: Platform["records"] = {
      ...platform.records,
      get: (kind, key) => {
        if (kind === "head") reads++;
        return platform.records.get(kind, key);
      },
    };
    const person = visitor({ ...platform, records }, BAYES);
    for (let time = 0; time < 3; time++) await person.heads(null);
    expect(reads).toBe(1);
  });
});
