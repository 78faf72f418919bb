import { expect, test } from "vitest";
import { NO_RULES } from "../ranking/exposure-rules.ts";
import type { ListCards } from "./list-cards.ts";
import { changedRequest, rankRequest } from "./rank-request.ts";

const ON_SCREEN = ["c", "a", "b"];
/** The shop has a, b, c; on screen the third is first. */
const board = {
  cards: ON_SCREEN.map((id) => ({ candidate: { id, title: id, price: 5 }, isPinned: false })),
  shopIndexOf: (id: string) => "abc".indexOf(id),
} as unknown as ListCards; // what a request looks at
const request = rankRequest(board, {
  listId: "list",
  query: "mug",
  firstRow: null,
  rules: NO_RULES,
  atMs: 1,
  rankingId: "r",
  viewId: "v",
  held: new Map([["c", 0]]),
  seen: new Set(["b"]),
});

test("asks in the shop's order, with what is held at the place where it stands on screen", () => {
  expect(request.candidates.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  expect(request.fixed).toEqual([{ index: 2, place: 0 }]);
  expect(request.seen).toEqual([1]);
});

test("changes the query and single prices, and nothing else; a price that is none changes nothing", () => {
  const changed = changedRequest(request, { query: "cup", prices: { a: 9, b: -1, c: Number.NaN, x: 3 } });
  expect(changed.query).toBe("cup");
  expect(changed.candidates.map(({ price }) => price)).toEqual([9, 5, 5]);
  expect({ ...changed, query: "mug", candidates: request.candidates }).toEqual(request);
  expect(changedRequest(request, {})).toEqual(request);
});
