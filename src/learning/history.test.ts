import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Action, Interaction } from "../ranking/interaction.ts";
import { addToHistory, type EngagedItem } from "./history.ts";

const did = (type: "impression" | "click" | Action, itemId: string, atMs: number): Interaction => ({
  type,
  itemId,
  atMs,
  rankingId: "r",
  eventId: `${type}${atMs}`,
});
const stayed = (itemId: string, atMs: number, dwellMs: number): Interaction => ({
  ...did("click", itemId, atMs),
  type: "dwell",
  dwellMs,
});
const after = (...interactions: Interaction[]): readonly EngagedItem[] =>
  interactions.reduce<readonly EngagedItem[]>(
    (history, interaction) => addToHistory(history, interaction, `text of ${interaction.itemId}`),
    [],
  );

describe("addToHistory", () => {
  test("goes on with what comes after a clock was ahead, and keeps what came before in its order", () => {
    const ahead = Array.from({ length: 32 }, (_, at) => did("click", `ahead ${at}`, 2e12 + at));
    const ids = after(...ahead, did("purchase", "bought", 1.8e12), did("click", "ahead 5", 1.8e12 + 1)).map(
      ({ itemId }) => itemId,
    );
    const rest = ahead.slice(1).flatMap(({ itemId }) => (itemId === "ahead 5" ? [] : [itemId]));
    expect(ids).toEqual([...rest, "bought", "ahead 5"]);
  });

  test("puts a click that is told of late where it belongs", () => {
    const ids = after(did("click", "b", 2_000), did("click", "c", 3_000), did("click", "a", 1_000)).map(
      ({ itemId }) => itemId,
    );
    expect(ids).toEqual(["a", "b", "c"]);
  });

  test("keeps what was clicked, dwelt on, put into the cart and bought, not what was only seen", () => {
    const history = after(
      did("impression", "seen", 1),
      did("click", "a", 2),
      stayed("b", 3, 60_000),
      stayed("short", 4, 9_999),
      did("cart", "c", 5),
      did("purchase", "d", 6),
    );
    expect(history.map(({ itemId, evidence }) => [itemId, evidence])).toEqual([
      ["a", 0.25],
      ["b", 0.5],
      ["c", 0.75],
      ["d", 1],
    ]);
    expect(history[0].text).toBe("text of a");
  });

  test("takes the goal of a page for a purchase, and what comes close to it for a cart", () => {
    const evidence = ({ evidence: found }: EngagedItem): number => found;
    expect(after(did("engage", "a", 1), did("goal", "b", 2)).map(evidence)).toEqual(
      after(did("cart", "a", 1), did("purchase", "b", 2)).map(evidence),
    );
  });

  test("counts an item once, by its strongest sign, at the time of the newest", () => {
    const history = after(did("purchase", "a", 1), did("click", "b", 2), did("click", "a", 3));
    expect(history).toMatchObject([{ itemId: "b" }, { itemId: "a", evidence: 1, atMs: 3 }]);
  });

  test("puts a click that comes late where it belongs", () => {
    const history = after(did("click", "b", 2), did("click", "a", 1), did("click", "b", 1));
    expect(history.map(({ itemId, atMs }) => [itemId, atMs])).toEqual([
      ["a", 1],
      ["b", 2],
    ]);
  });

  test("holds the 32 newest distinct items in order of time, whatever comes", () => {
    const interaction = fc
      .record({ item: fc.nat(50), atMs: fc.nat(1_000) })
      .map(({ item, atMs }) => did("click", String(item), atMs));
    fc.assert(
      fc.property(fc.array(interaction, { maxLength: 80 }), (interactions) => {
        const history = after(...interactions);
        const ids = history.map(({ itemId }) => itemId);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.length).toBeLessThanOrEqual(32);
        expect(history.map(({ atMs }) => atMs)).toEqual(
          history.map(({ atMs }) => atMs).toSorted((a, b) => a - b),
        );
        const newest = interactions.toSorted((a, b) => a.atMs - b.atMs).at(-1);
        expect(history.at(-1)?.atMs).toBe(newest?.atMs);
      }),
    );
  });
});
