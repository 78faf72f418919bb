import { describe, expect, test, vi } from "vitest";
import { LOG_BOUNDS, rankingsById } from "./seal-log.ts";
import { did, headOf, lifeRanking, live, memoryOf, MINUTE_MS } from "./visitor-life.test-helper.ts";

// Each lives through many visits, on machines that have other things to do.
vi.setConfig({ testTimeout: 30_000 });

describe("a log that has grown too long", () => {
  test("keeps the head, and stays within its bounds", async () => {
    const life = await live();
    const before = await headOf(life);
    for (let at = 0; at < 2 * LOG_BOUNDS.maxRankings; at++)
      await life.person.show(lifeRanking(`later${at}`, at));
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
    for (let at = 0; at <= LOG_BOUNDS.maxRankings; at++)
      await life.person.show(lifeRanking(`later${at}`, at));
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
    await life.person.show(lifeRanking("r4", 4));
    await life.person.learn([did("click", "r4/c", 99 * MINUTE_MS)]);
    expect(await headOf(life)).not.toEqual(before);
    expect(await life.person.forget({ eventIds: ["click r4/c"] })).toMatchObject({ events: 1 });
    expect(await headOf(life)).toEqual(before);
  });

  test("still forgets what came after the sealing to the bit", async () => {
    const lives = [await live(), await live()];
    for (const { person } of lives) {
      for (let at = 0; at <= LOG_BOUNDS.maxRankings; at++) await person.show(lifeRanking(`later${at}`, at));
    }
    const clicked = did("click", "later50/c", 99 * MINUTE_MS);
    await lives[0].person.learn([clicked]);
    for (const { person } of lives) await person.learn([did("cart", "later55/a", 100 * MINUTE_MS)]);
    await lives[0].person.forget({ eventIds: [clicked.eventId] });
    expect(await headOf(lives[0])).toEqual(await headOf(lives[1]));
    expect(await memoryOf(lives[0])).toEqual(await memoryOf(lives[1]));
  });
});

test("a ranking whose items are no list is left out of what is replayed", () => {
  const [good, bad] = [
    lifeRanking("good", 1),
    { ...lifeRanking("bad", 2), itemIds: Float64Array.of(1) as never },
  ];
  expect([...rankingsById([good, undefined, bad]).keys()]).toEqual([good.id]);
});
