import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Interaction } from "../ranking/interaction.ts";
import { eventsToForget, withoutEvents } from "./event-log.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import { emptyMemory, type Entry, type Memory, remember, replay } from "./memory.ts";
import { fittedFixture, rankingFixture } from "./memory-fixtures.test-helper.ts";
import { rankingsFor } from "./take-in.ts";
import { type VisitorHead, visitorHead } from "./visitor-head.ts";

const ITEMS = ["a", "b", "c", "d", "e", "f"];
const IDS = ["r0", "r1", "r2", "r3"];
const RANKINGS = new Map(
  IDS.map((id, at) => {
    const itemIds = [...ITEMS.slice(at), ...ITEMS.slice(0, at)];
    const teams = itemIds.map((_, place) => ([null, "personal", "base"] as const)[place % 3]);
    return [
      id,
      { ...rankingFixture(id, { itemIds, history: ITEMS, seed: at }), teams, seenIds: [ITEMS[at]] },
    ];
  }),
);
const ARMS = [null, "personal", "held-out", "interleaved"] as const;
const HEADS: readonly (readonly [name: string, VisitorHead])[] = [
  ["sgd", visitorHead({ learner: "sgd", learns: "last-layer" }, null)],
  ["bayes", visitorHead({ learner: "bayes", learns: "last-layer" }, null)],
  ["bayes, on a prior", visitorHead({ learner: "bayes", learns: "last-layer" }, fittedFixture())],
  ["low-rank", visitorHead({ learner: "bayes", learns: "personal-vector" }, fittedFixture())],
  ["adamw", visitorHead({ learner: "adamw", learns: "last-layer" }, null)],
  ["mlp", visitorHead({ learner: "bayes", learns: "all-layers" }, null)],
];
const SGD = HEADS[0][1];
const HOUR_MS = 3_600_000;

const interaction = fc.record({
  type: fc.constantFrom<Interaction["type"]>(
    "impression",
    "impression",
    "click",
    "click",
    "dwell",
    "cart",
    "purchase",
    "engage",
    "goal",
  ),
  itemId: fc.constantFrom(...ITEMS, "not shown"),
  rankingId: fc.constantFrom(...IDS, "gone"),
  hours: fc.integer({ min: 0, max: 500 }),
  dwellMs: fc.integer({ min: 0, max: 100_000 }),
});
const happening = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant("did" as const),
      batch: fc.array(interaction, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant("shown" as const), rankingId: fc.constantFrom(...IDS) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("rebased" as const),
      size: fc.double({ min: -0.1, max: 0.1, noNaN: true }),
    }),
  },
);
/** Every ranking is shown once, before what else may happen, in any order of times. */
const logs = fc.array(happening, { minLength: 4, maxLength: 24 }).map((happenings): Entry[] => {
  const shown = IDS.map((rankingId) => ({ type: "shown" as const, rankingId }));
  return [shown[0], ...happenings, ...shown.slice(1), ...happenings].map((one, at): Entry => {
    const number = at + 1;
    if (one.type === "shown") {
      const [id, arm] = [`view ${one.rankingId}`, ARMS[IDS.indexOf(one.rankingId)]];
      return { type: "shown", number, rankingId: one.rankingId, atMs: 0, view: { id, arm } };
    }
    if (one.type === "rebased")
      return {
        type: "rebased",
        number,
        version: number,
        shift: new Float64Array(FEATURE_COUNT).fill(one.size),
      };
    const interactions = one.batch.map(({ type, itemId, rankingId, hours, dwellMs }, within): Interaction => {
      const fields = { itemId, rankingId, atMs: hours * HOUR_MS, eventId: `${number}/${within}` };
      return type === "dwell" ? { ...fields, type, dwellMs } : { ...fields, type };
    });
    return { type: "did", number, interactions };
  });
});

/** As the product does it: entry by entry, with only the rankings that are needed, each event as it comes. */
function live(start: Memory, entries: readonly Entry[], head = SGD): Memory {
  return entries.reduce((memory, entry) => {
    const ids = entry.type === "did" ? rankingsFor(memory, entry.interactions) : [];
    const needed = new Map([...RANKINGS].filter(([id]) => ids.includes(id)));
    return remember(memory, entry, { rankings: needed, head }).memory;
  }, start);
}

/** Every number of a state, to be compared bit by bit: 0 and −0 are different. */
function bitsOf(value: unknown): unknown {
  if (ArrayBuffer.isView(value))
    return [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)].join();
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, bitsOf(part)]));
}

describe.each(HEADS)("a memory with the rule %s", (name, head) => {
  const numRuns = name === "sgd" ? 60 : 6;
  const setting = { rankings: RANKINGS, head };

  test("forgets any events to the bit: head, guard, history, marks, clicks and views are as if it had never seen them", () => {
    fc.assert(
      fc.property(logs, fc.array(fc.nat(200), { maxLength: 12 }), (entries, picks) => {
        const all = entries.flatMap((entry) => (entry.type === "did" ? entry.interactions : []));
        const eventIds = all.length === 0 ? [] : picks.map((pick) => all[pick % all.length].eventId);
        const gone = eventsToForget(entries, { eventIds });
        const unlearned = replay(emptyMemory(head), withoutEvents(entries, gone), setting).memory;
        const neverSeen = entries.map((entry) =>
          entry.type === "did"
            ? { ...entry, interactions: entry.interactions.filter(({ eventId }) => !gone.has(eventId)) }
            : entry,
        );
        expect(bitsOf(unlearned)).toEqual(bitsOf(live(emptyMemory(head), neverSeen, head)));
      }),
      { numRuns },
    );
  });

  test("is the same whether the oldest entries were made its base or not", () => {
    fc.assert(
      fc.property(logs, fc.nat(20), (entries, end) => {
        const base = replay(emptyMemory(head), entries.slice(0, end), setting).memory;
        const whole = replay(emptyMemory(head), entries, setting).memory;
        expect(bitsOf(replay(base, entries.slice(end), setting).memory)).toEqual(bitsOf(whole));
      }),
      { numRuns },
    );
  });
});

test("rankings share what they have been scored by, as far as it is the same", () => {
  const shown = (number: number, rankingId: string): Entry => ({
    type: "shown",
    number,
    rankingId,
    atMs: number,
  });
  const click = (number: number, itemId: string, rankingId: string): Entry => ({
    type: "did",
    number,
    interactions: [{ type: "click", eventId: `click ${number}`, itemId, rankingId, atMs: number }],
  });
  const cart = (number: number, itemId: string, rankingId: string): Entry => ({
    type: "did",
    number,
    interactions: [{ type: "cart", eventId: `cart ${number}`, itemId, rankingId, atMs: number }],
  });
  const entries = [
    shown(1, "r0"),
    click(2, "a", "r0"),
    click(3, "b", "r0"),
    shown(4, "r1"),
    cart(5, "b", "r1"),
    click(6, "c", "r1"),
    shown(7, "r2"),
  ];
  const { memory } = replay(emptyMemory(SGD), entries, { rankings: RANKINGS, head: SGD });
  const [r0, r1, r2] = memory.shown.map(({ engaged }) => engaged);
  expect([r0, r1]).toEqual([
    [],
    [
      { itemId: "a", evidence: 0.25 },
      { itemId: "b", evidence: 0.25 },
    ],
  ]);
  expect(r2).toEqual([
    { itemId: "a", evidence: 0.25 },
    { itemId: "b", evidence: 0.75 },
    { itemId: "c", evidence: 0.25 },
  ]);
  expect(r2[0]).toBe(r1[0]);
  expect(r2[1]).not.toBe(r1[1]);
});

describe("remember", () => {
  const shown: Entry = { type: "shown", number: 1, rankingId: "r0", atMs: 0 };
  const start = live(emptyMemory(SGD), [shown]);

  test("scores a page by the history from when it was shown, without what was forgotten since", () => {
    const click = (eventId: string, itemId: string, rankingId: string): Interaction => ({
      type: "click",
      eventId,
      itemId,
      rankingId,
      atMs: 1,
    });
    const entries: Entry[] = [
      shown,
      { type: "did", number: 2, interactions: [click("1", "a", "r0")] },
      { type: "shown", number: 3, rankingId: "r1", atMs: 0 },
      { type: "did", number: 4, interactions: [click("2", "b", "r0")] },
      { type: "did", number: 5, interactions: [click("3", "c", "r1")] },
    ];
    const engagedIn = (log: readonly Entry[]): string[] =>
      live(emptyMemory(SGD), log).shown[1].engaged.map(({ itemId }) => itemId);
    expect(engagedIn(entries)).toEqual(["a"]);
    expect(engagedIn(withoutEvents(entries, new Set(["1"])))).toEqual([]);
  });

  test("leaves a head that has learned nothing where it is when the global head moves", () => {
    const entry: Entry = {
      type: "rebased",
      number: 2,
      shift: new Float64Array(FEATURE_COUNT).fill(1),
      version: 7,
    };
    const { memory } = remember(start, entry, { rankings: RANKINGS, head: SGD });
    expect([memory.head, memory.headVersion]).toEqual([start.head, 7]);
  });

  test("never changes what it was given", () => {
    const before = bitsOf(start);
    const entry: Entry = {
      type: "did",
      number: 2,
      interactions: [{ type: "click", eventId: "x", itemId: "a", rankingId: "r0", atMs: 1 }],
    };
    expect(remember(start, entry, { rankings: RANKINGS, head: SGD }).memory.generation).toBe(1);
    expect(bitsOf(start)).toEqual(before);
  });
});
