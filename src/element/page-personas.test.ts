import { expect, test } from "vitest";
import type { Candidate } from "../ranking/candidate.ts";
import type { Ranking } from "../ranking/ranking.ts";
import { pagePersonas } from "./page-personas.ts";

function personasOf(cards: readonly Omit<Candidate, "id">[]): ReturnType<typeof pagePersonas> {
  const cardOf = (id: string): Omit<Candidate, "id"> => cards[Number(id)];
  const items = cards.map((_, at) => ({ id: String(at) }));
  return pagePersonas({ items } as unknown as Ranking, (id) => cardOf(id).title, cardOf);
}

test("are the brands of a list, its dearest and cheapest thirds, and words of its titles, each by what is liked", () => {
  const personas = personasOf(
    Array.from({ length: 12 }, (_, at) => ({
      brand: at < 4 ? "Ahorn" : at < 7 ? "Birke" : `Only ${at}`,
      price: 100 - at,
      title: `${at < 4 ? "Ahorn" : "Other"} lamp${at % 3 === 0 ? ", linen" : ""}`,
    })),
  );
  expect(personas).toEqual([
    { name: "the brand Ahorn", liked: ["0", "1", "2", "3"] },
    { name: "the brand Birke", liked: ["4", "5", "6"] },
    { name: "the dearest third", liked: ["0", "1", "2", "3"] },
    { name: "the cheapest third", liked: ["8", "9", "10", "11"] },
    { name: "“linen” in the title", liked: ["0", "3", "6", "9"] },
  ]);
});

test("are none where nothing repeats, or everything is alike", () => {
  expect(personasOf([])).toEqual([]);
  expect(personasOf(Array.from({ length: 12 }, (_, at) => ({ title: `Name${"abcdefghijkl"[at]}` })))).toEqual(
    [],
  );
  const alike = { brand: "Ahorn", title: "Lamp of linen" };
  expect(personasOf(Array.from({ length: 12 }, () => alike))).toEqual([]);
});

test("leave the prices out where fewer than nine cards have one", () => {
  const thirds = (count: number): number =>
    personasOf(Array.from({ length: count }, (_, at) => ({ price: at, title: "" }))).length;
  expect([8, 9].map(thirds)).toEqual([0, 2]);
  expect(
    personasOf(Array.from({ length: 9 }, (_, at) => ({ ...(at !== 4 && { price: at }), title: "" }))),
  ).toEqual([]);
});
