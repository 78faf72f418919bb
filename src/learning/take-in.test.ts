import { describe, expect, test } from "vitest";
import type { Interaction } from "../ranking/interaction.ts";
import { initGuard, observe } from "./guard.ts";
import { historyRoom } from "./history-room.ts";
import { historyShare } from "./history-share.ts";
import { emptyMemory, type Memory, remember } from "./memory.ts";
import { did, rankingFixture } from "./memory-fixtures.test-helper.ts";
import type { PageEvidence } from "./guard.ts";
import { type ShownRanking, withHistory } from "./shown-ranking.ts";
import { rankingsFor, takeIn } from "./take-in.ts";
import { visitorHead } from "./visitor-head.ts";

const DAY_MS = 86_400_000;
const IDS = ["r1", "r2", "r3"];
const RANKINGS = new Map(
  IDS.map((id, seed) => [id, rankingFixture(id, { itemIds: ["a", "b", "c"], history: [], seed })]),
);
const head = visitorHead({ learner: "sgd", learns: "last-layer" }, null);
const setting = { rankings: RANKINGS, head };
const start = IDS.reduce(
  (memory, rankingId, at) =>
    remember(memory, { type: "shown", number: at + 1, rankingId, atMs: at }, setting).memory,
  emptyMemory(head),
);
let number = 10;
const after = (memory: Memory, ...interactions: Interaction[]): Memory =>
  takeIn(memory, { type: "did", number: ++number, interactions }, setting).memory;
const likedIn = (memory: Memory, itemId = "a"): (number | undefined)[] =>
  memory.shown.map(({ marks }) => marks.find((mark) => mark.itemId === itemId)?.liked);

describe("takeIn", () => {
  test("puts all that is the visitor's to the test, the history too, against what is the same for everybody", () => {
    const shown = rankingFixture("r1", { itemIds: ["a", "b", "c"], history: ["x"], seed: 3 });
    const engaged = [{ itemId: "x", evidence: 1 }];
    const { baseScores } = withHistory(shown, engaged);
    const byHistory = baseScores.map((score, index) => score - shown.baseScores[index]);
    const knowing = { ...start, shown: start.shown.map((progress) => ({ ...progress, engaged })) };
    const inOrderOf = (ranking: ShownRanking): PageEvidence =>
      takeIn(
        knowing,
        { type: "did", number: 9, interactions: [did("click", "b", { rankingId: "r1" })] },
        { rankings: new Map([["r1", ranking]]), head },
      ).lessons[0];
    const room = 0.02;
    // As it was ranked; a ranking of before the room was kept is taken for one without a head.
    for (const [ranking, had] of [
      [{ ...shown, historyRoom: room }, room],
      [shown, historyRoom(shown.baseScores, [])],
    ] as const) {
      const counts = historyShare(had, byHistory);
      expect(counts).toBeLessThan(0.9);
      const { baseScores: base, personalScores } = inOrderOf(ranking);
      expect(base).toEqual(shown.baseScores);
      for (const [index, score] of [...byHistory].entries())
        expect(personalScores[index]).toBeCloseTo(counts * score, 10);
    }
  });

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
    ["cart", "engage"],
    ["purchase", "goal"],
  ] as const)(
    "learns to the bit the same from a %s and from a %s, clicks before it included",
    (sold, done) => {
      const clicked = after(
        start,
        did("click", "a", { rankingId: "r1", atMs: DAY_MS }),
        did("click", "a", { rankingId: "r2", atMs: 3 * DAY_MS }),
      );
      const outcome = (type: "cart" | "engage" | "purchase" | "goal"): Memory => {
        number = 50;
        return after(clicked, did(type, "a", { rankingId: "", atMs: 4 * DAY_MS }));
      };
      expect(outcome(done)).toEqual(outcome(sold));
      expect(outcome(done).generation).toBe(clicked.generation + 2);
    },
  );

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
    const step = takeIn(clicked, { type: "did", number: 99, interactions: [interaction] }, setting);
    expect(step).toEqual({ memory: clicked, accepted: [], lessons: [] });
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
      takeIn(seen, { type: "did", number: 50, interactions: [interaction] }, setting, weight).memory;
    expect([run(later).generation, run(soon, 0.125).generation]).toEqual([0, 0]);
    const left = run(later, 0.125);
    expect(left.generation).toBe(1);
    const row = RANKINGS.get("r1")!.features;
    expect(head.offset(left.head)[0] * row[0]).toBeLessThan(0);
    expect(rankingsFor(seen, [later], 0.125)).toContain("r1");
    expect(rankingsFor(seen, [later])).toEqual(["r2"]);
  });

  test("shows the guard the page before the head learns from it, with what was in view", () => {
    const seen = after(start, did("impression", "a"), did("impression", "b"), did("click", "b", { atMs: 7 }));
    const taught = after(seen, did("impression", "b", { rankingId: "r2" }));
    const { features, baseScores } = RANKINGS.get("r2")!;
    const { state } = observe(taught.guard, {
      baseScores,
      personalScores: head.scores(taught.head, features),
      rewards: [1, 0, 0],
      propensities: [1, 1 / 2, 0],
      clicks: [{ index: 0, atMs: 9_000 }],
    });
    const next = after(
      taught,
      did("impression", "a", { rankingId: "r2" }),
      did("click", "a", { rankingId: "r2", atMs: 9_000 }),
    );
    expect(next.guard).toEqual(state);
    expect([seen.guard.learned, next.guard.learned]).toEqual([1, 2]);
    expect(next.guard.hedge).not.toEqual(seen.guard.hedge);
  });

  test("tells the guard nothing twice: a cart after its click, a second click, a look", () => {
    const clicked = after(start, did("impression", "a"), did("click", "a", { atMs: 7 }));
    for (const again of [
      did("cart", "a", { atMs: 8 }),
      did("purchase", "a", { rankingId: "", atMs: 9 }),
      did("dwell", "a", { atMs: 60_007 }),
      did("click", "a", { atMs: 10 }),
    ])
      expect(after(clicked, again).guard).toEqual(clicked.guard);
  });

  test("tells the guard of a look with the next click, once", () => {
    const left = after(start, did("impression", "a"), did("click", "a", { atMs: 7 }));
    const back = after(left, did("dwell", "a", { atMs: 500, dwellMs: 493 }));
    expect([back.lookMs, back.guard]).toEqual([493, left.guard]);
    const next = after(back, did("impression", "c"), did("click", "c", { atMs: 9_000 }));
    expect(next.lookMs).toBeNull();
    expect(next.guard.profile.logRatios.dwell).toBeCloseTo(Math.log(7), 12);
  });

  test("stops learning from a machine, and gives up what it taught before it was found out", () => {
    const clicks = IDS.flatMap((rankingId, page) =>
      ["a", "b", "c"].map((itemId, at) => did("click", itemId, { rankingId, atMs: page * 30 + at })),
    );
    let memory = start;
    for (const click of clicks) memory = after(memory, click);
    expect(memory.guard.profile.isFlagged).toBe(true);
    expect(head.offset(memory.head)).toEqual(head.offset(start.head));
    expect(memory.guard).toMatchObject({ learned: 0, doubtful: 0, hedge: initGuard().hedge });
    const { generation } = memory;
    expect(after(memory, did("cart", "a", { rankingId: "r3", atMs: 999 })).generation).toBe(generation);
  });

  test("counts choices for the view of the page on which they were made, each item once", () => {
    const teams = ["personal", "base", null] as const;
    const drafted = new Map([...RANKINGS].map(([id, ranking]) => [id, { ...ranking, teams }]));
    const view = { id: "v", arm: "interleaved" } as const;
    const rankings = { rankings: drafted, head };
    let memory = emptyMemory(head);
    for (const [at, rankingId] of ["r1", "r2"].entries())
      memory = remember(memory, { type: "shown", number: at, rankingId, atMs: 0, view }, rankings).memory;
    const interactions = [
      did("click", "a"),
      did("cart", "a"),
      did("click", "a", { rankingId: "r2" }),
      did("click", "b", { rankingId: "r2" }),
      did("click", "c", { rankingId: "r2" }),
      did("impression", "b"),
    ];
    memory = takeIn(memory, { type: "did", number: 5, interactions }, rankings).memory;
    expect(memory.views.open).toEqual([{ ...view, isUsed: true, personal: 1, base: 1 }]);
  });
});
