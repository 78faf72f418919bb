import { describe, expect, test } from "vitest";
import type { Call, RankRequest } from "./protocol.ts";
import { isAnswer } from "./is-answer.ts";

const request = { rankingId: "r", candidates: [{ id: "a" }, { id: "b" }] } as unknown as RankRequest; // all that is looked at
const rank: Call = { type: "rank", request };
const item = (id: unknown, position: unknown, score: unknown = 1): unknown => ({ id, position, score });
const NO_LISTS = [null, { every: 7 }, { every: () => true }].map((items) => ({ id: "r", items }));
const WRONG = [null, undefined, 3, "text", true, [], {}, ...NO_LISTS, { generation: "3", didUpdate: 1 }];

describe("isAnswer", () => {
  test("takes a ranking with every candidate once, in any order", () => {
    expect(isAnswer(rank, { id: "r", items: [item("b", 1), item("a", 2)] })).toBe(true);
  });

  test.each([
    ["of another call", { id: "s", items: [item("b", 1), item("a", 2)] }],
    ["with a candidate twice", { id: "r", items: [item("a", 1), item("a", 2)] }],
    ["with one too few", { id: "r", items: [item("a", 1)] }],
    ["with one too many", { id: "r", items: [item("a", 1), item("b", 2), item("c", 3)] }],
    ["with one that nobody knows", { id: "r", items: [item("a", 1), item("c", 2)] }],
    ["with places that are not where items stand", { id: "r", items: [item("a", 2), item("b", 1)] }],
    ["with a score that is none", { id: "r", items: [item("a", 1, Number.NaN), item("b", 2)] }],
    ["with a hole", { id: "r", items: [null, item("b", 2)] }],
  ])("refuses a ranking %s", (_, answer) => expect(isAnswer(rank, answer)).toBe(false));

  const calls: Call[] = [
    { type: "start", options: {} as never }, // not looked at
    { type: "learn", interactions: [] },
    { type: "return", atMs: 0, eventId: "" },
    rank,
  ];
  test.each(calls)("refuses to $type what has none of its fields", (call) => {
    expect(WRONG.filter((value) => isAnswer(call, value))).toEqual([]);
  });

  test("takes null where there is nothing to tell, and any object where people alone look at it", () => {
    expect(isAnswer({ type: "forget" }, null)).toBe(true);
    expect(isAnswer({ type: "prepare", candidates: [] }, null)).toBe(true);
    expect(isAnswer({ type: "inspect" }, {})).toBe(true);
    expect(isAnswer({ type: "inspect" }, null)).toBe(false);
  });
});
