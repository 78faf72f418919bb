import { describe, expect, test } from "vitest";
import type { Interaction } from "../ranking/interaction.ts";
import { emptyMemory, type Memory, remember } from "./memory.ts";
import { did, rankingFixture } from "./memory-fixtures.test-helper.ts";
import { offsetOf } from "./personal-head.ts";
import { rankingsFor, takeIn } from "./take-in.ts";

const DAY_MS = 86_400_000;
const IDS = ["r1", "r2", "r3"];
const RANKINGS = new Map(
  IDS.map((id, seed) => [id, rankingFixture(id, { itemIds: ["a", "b", "c"], history: [], seed })]),
);
const start = IDS.reduce(
  (memory, rankingId, at) =>
    remember(memory, { type: "shown", number: at + 1, rankingId, atMs: at }, RANKINGS).memory,
  emptyMemory("sgd"),
);
let number = 10;
const after = (memory: Memory, ...interactions: Interaction[]): Memory =>
  takeIn(memory, { type: "did", number: ++number, interactions }, RANKINGS).memory;
const likedIn = (memory: Memory, itemId = "a"): (number | undefined)[] =>
  memory.shown.map(({ marks }) => marks.find((mark) => mark.itemId === itemId)?.liked);

describe("takeIn", () => {
  test("splits a purchase over the rankings of the clicks that led to it, by their age", () => {
    const clicked = after(
      start,
      did("click", "a", { rankingId: "r1", atMs: 97 * DAY_MS }),
      did("click", "a", { rankingId: "r2", atMs: 100 * DAY_MS }),
      did("click", "b", { rankingId: "r3", atMs: 100 * DAY_MS }),
    );
    const bought = after(clicked, did("purchase", "a", { rankingId: "", atMs: 100 * DAY_MS }));
    expect(likedIn(bought)).toEqual([1 + 1 / 3, 1 + 2 / 3, undefined]);
    expect(bought.generation).toBe(clicked.generation + 2);
    expect(bought.history.find(({ itemId }) => itemId === "a")?.evidence).toBe(1);
  });

  test("gives two clicks on one page their common share", () => {
    const at = { rankingId: "r1", atMs: 5 };
    const clicked = after(start, did("click", "a", at), did("click", "a", at));
    expect(likedIn(after(clicked, did("purchase", "a", { rankingId: "", atMs: 5 })))[0]).toBe(2);
  });

  test("credits an item that was bought without a click to the newest page on which it was seen", () => {
    const seen = after(
      start,
      did("impression", "a", { rankingId: "r1" }),
      did("impression", "a", { rankingId: "r2" }),
    );
    const bought = after(seen, did("cart", "a", { rankingId: "", atMs: 1 }));
    expect(likedIn(bought)).toEqual([0, expect.closeTo(1.5, 6), undefined]);
  });

  test("takes an action on the list itself as coming from there", () => {
    expect(likedIn(after(start, did("cart", "a", { rankingId: "r3", atMs: 5 })))).toEqual([
      undefined,
      undefined,
      1.5,
    ]);
  });

  test.each([
    ["an item that was not shown", did("click", "zzz")],
    ["a ranking that is not kept", did("click", "a", { rankingId: "gone" })],
    ["a purchase that nothing led to", did("purchase", "a", { rankingId: "", atMs: 9 })],
    ["a purchase from before its click", did("purchase", "c", { rankingId: "", atMs: -1 })],
    ["a purchase of more than 30 days later", did("purchase", "c", { rankingId: "", atMs: 40 * DAY_MS })],
    ["a time that is not a number", did("click", "a", { atMs: Number.NaN })],
    ["a look that is not a number", did("dwell", "a", { dwellMs: Number.NaN })],
  ])("learns and keeps nothing of %s", (_, interaction) => {
    const clicked = after(start, did("click", "c", { atMs: 1 }));
    const step = takeIn(clicked, { type: "did", number: 99, interactions: [interaction] }, RANKINGS);
    expect(step).toEqual({ memory: clicked, accepted: [] });
  });

  test("notes that a click's look has been counted", () => {
    const clicked = after(start, did("click", "a", { atMs: 1 }), did("click", "b", { atMs: 2 }));
    const back = after(clicked, did("dwell", "b", { atMs: 60_002 }));
    expect(back.clicks.map(({ hasDwelt }) => hasDwelt)).toEqual([false, true]);
    expect(back.generation).toBe(clicked.generation + 1);
  });

  test("makes weak negatives of a page that was left without a choice, half an hour later, if that is on", () => {
    const seen = after(start, did("impression", "a", { rankingId: "r1", atMs: 1 }));
    const later = did("impression", "b", { rankingId: "r2", atMs: 31 * 60_000 });
    const soon = did("impression", "b", { rankingId: "r2", atMs: 29 * 60_000 });
    const run = (interaction: Interaction, weight?: number): Memory =>
      takeIn(seen, { type: "did", number: 50, interactions: [interaction] }, RANKINGS, weight).memory;
    expect([run(later).generation, run(soon, 0.125).generation]).toEqual([0, 0]);
    const left = run(later, 0.125);
    expect(left.generation).toBe(1);
    const row = RANKINGS.get("r1")!.features;
    expect(offsetOf(left.head)[0] * row[0]).toBeLessThan(0);
    expect(rankingsFor(seen, [later], 0.125)).toContain("r1");
    expect(rankingsFor(seen, [later])).toEqual(["r2"]);
  });
});
