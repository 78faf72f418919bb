import { describe, expect, test } from "vitest";
import { littleShownSellers } from "./little-shown.ts";

const table = (exposures: Readonly<Record<string, readonly [shown: number, cards: number]>>) => ({
  named: Object.entries(exposures).map(([name, [shown, cards]]) => ({ name, shown, shop: 9, cards })),
  rest: { shown: 0, shop: 0, cards: 0 },
});
const listOf = (...sellers: (string | undefined)[]) =>
  sellers.map((seller) => (seller === undefined ? {} : { seller }));

describe("littleShownSellers", () => {
  test("names who had less than half of what is usual a card, not who has few cards", () => {
    const known = table({ big: [20, 20], small: [1, 1], low: [2, 10] });
    expect([...littleShownSellers(known, listOf("big", "small", "low"))]).toEqual(["low"]);
  });

  test("takes a seller nobody has seen for one that was shown little", () => {
    expect([...littleShownSellers(table({ a: [3, 3] }), listOf("a", "a", "new"))]).toEqual(["new"]);
  });

  test("names nobody where nobody is known, or all had alike", () => {
    expect(littleShownSellers(table({}), listOf("a", "b")).size).toBe(0);
    expect(littleShownSellers(table({ a: [1, 2], b: [2, 4] }), listOf("a", "b")).size).toBe(0);
    expect(littleShownSellers(table({ a: [1, 2] }), listOf(undefined, undefined)).size).toBe(0);
  });

  test("compares within the list: who is not in it does not matter", () => {
    const known = table({ star: [100, 1], a: [1, 1], b: [0.9, 1] });
    expect(littleShownSellers(known, listOf("a", "b")).size).toBe(0);
  });
});
