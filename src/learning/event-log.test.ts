import { describe, expect, test } from "vitest";
import { eventsToForget, withoutEvents, withoutItem } from "./event-log.ts";
import { emptyMemory, type Entry, type Memory } from "./memory.ts";
import { did } from "./memory-fixtures.test-helper.ts";
import { visitorHead } from "./visitor-head.ts";

const click = did("click", "a", { atMs: 10 });
const look = did("dwell", "a", { atMs: 60_010, dwellMs: 60_000 });
const otherLook = did("dwell", "a", { atMs: 60_011, dwellMs: 5 });
const bought = did("purchase", "a", { rankingId: "" });
const other = did("click", "b");
const log: readonly Entry[] = [
  { type: "shown", number: 1, rankingId: "r1", atMs: 0 },
  { type: "did", number: 2, interactions: [click, other] },
  { type: "did", number: 3, interactions: [look] },
  { type: "did", number: 4, interactions: [otherLook, bought] },
];

describe("eventsToForget", () => {
  test("takes the look along with its click, but not the purchase", () => {
    expect([...eventsToForget(log, { eventIds: [click.eventId] })]).toEqual([click.eventId, look.eventId]);
  });

  test("takes everything about an item", () => {
    const ids = [click, look, otherLook, bought].map(({ eventId }) => eventId);
    expect([...eventsToForget(log, { itemId: "a" })].toSorted()).toEqual(ids.toSorted());
  });

  test("is empty for events and items that it does not know", () => {
    expect(eventsToForget(log, { eventIds: ["unknown"] }).size).toBe(0);
    expect(eventsToForget(log, { itemId: "unknown" }).size).toBe(0);
  });
});

describe("withoutEvents", () => {
  test("drops the events, and the entries that held nothing else", () => {
    const rest = withoutEvents(log, new Set([click.eventId, look.eventId]));
    expect(rest).toEqual([log[0], { ...log[1], interactions: [other] }, log[3]]);
  });
});

describe("withoutItem", () => {
  test("takes an item out of the history, the marks and the clicks, and leaves the head", () => {
    const mark = { own: 1, liked: 1, passed: 0 };
    const place = (itemId: string) => ({ itemId, text: itemId, evidence: 1, atMs: 1 });
    const base: Memory = {
      ...emptyMemory(visitorHead({ learner: "sgd", learns: "last-layer" }, null)),
      history: [place("a"), place("b")],
      clicks: ["a", "b"].map((itemId) => ({
        eventId: "e",
        rankingId: "r",
        itemId,
        atMs: 1,
        hasDwelt: false,
      })),
      shown: [
        {
          rankingId: "r",
          viewId: null,
          shownAtMs: 0,
          lastAtMs: 0,
          touched: 1,
          engaged: [place("a"), place("b")],
          marks: [
            { itemId: "b", ...mark },
            { itemId: "a", ...mark },
          ],
        },
      ],
    };
    const rest = withoutItem(base, "a");
    expect(JSON.stringify([rest.history, rest.clicks, rest.shown])).not.toContain('"a"');
    expect([rest.history.length, rest.clicks.length, rest.shown[0].marks.length]).toEqual([1, 1, 1]);
    expect(rest.head).toBe(base.head);
  });
});
