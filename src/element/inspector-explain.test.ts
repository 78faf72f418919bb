import { describe, expect, test } from "vitest";
import { biggestClimb, explainMove } from "./inspector-explain.ts";
import { rankingFixture } from "./ranking-fixture.test-helper.ts";

describe("explainMove", () => {
  const ranking = rankingFixture(3);

  test("names the part that lies furthest from the list's mean, in the direction of the move", () => {
    expect(explainMove(ranking.items[2], ranking)).toEqual({ places: 11, cause: "brand" });
  });

  test("does not blame what is the same for every item", () => {
    const items = ranking.items.map((item) => ({
      ...item,
      parts: { ...item.parts, groups: { ...item.parts.groups, match: 9 } },
    }));
    expect(explainMove(items[2], { ...ranking, items }).cause).toBe("brand");
  });

  test("gives no cause for an item that was held or stayed", () => {
    expect(explainMove({ ...ranking.items[2], isFixed: true }, ranking).cause).toBeNull();
    expect(explainMove({ ...ranking.items[2], shopIndex: 2 }, ranking)).toEqual({ places: 0, cause: null });
  });
});

describe("biggestClimb", () => {
  test("finds the item that climbed most places", () => {
    expect(biggestClimb(rankingFixture(3))?.id).toBe("lamp-14");
  });

  test("finds none in the shop's own order", () => {
    expect(biggestClimb(rankingFixture(0))).toBeNull();
  });
});
