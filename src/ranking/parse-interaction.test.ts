import { describe, expect, test } from "vitest";
import { parseInteraction } from "./parse-interaction.ts";

const click = { type: "click", eventId: "e", rankingId: "r", itemId: "i", atMs: 5 };

describe("parseInteraction", () => {
  test("gives back what is whole, without fields it does not know", () => {
    expect(parseInteraction({ ...click, extra: 1 })).toEqual(click);
    expect(parseInteraction({ ...click, type: "dwell", dwellMs: 7 })).toEqual({
      ...click,
      type: "dwell",
      dwellMs: 7,
    });
  });

  test.each(["impression", "click", "cart", "purchase", "engage", "goal"])("knows %s", (type) => {
    expect(parseInteraction({ ...click, type })).toEqual({ ...click, type });
  });

  test.each([
    null,
    "click",
    [],
    { ...click, type: "hover" },
    { ...click, eventId: "" },
    { ...click, itemId: 5 },
    { ...click, itemId: "x".repeat(601) },
    { ...click, rankingId: undefined },
    { ...click, atMs: Number.NaN },
    { ...click, atMs: -1 },
    { ...click, type: "dwell" },
  ])("refuses %j", (value) => {
    expect(parseInteraction(value)).toBeNull();
  });
});
