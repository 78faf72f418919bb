import { afterEach, expect, test } from "vitest";
import type { Ranking } from "../ranking/ranking.ts";
import { pagePersonas } from "./page-personas.ts";

interface Card {
  readonly brand?: string;
  readonly price?: string;
  readonly title: string;
}

afterEach(() => document.body.replaceChildren());

function personasOf(cards: readonly Card[]): ReturnType<typeof pagePersonas> {
  document.body.replaceChildren(
    ...cards.map(({ brand, price }, at) => {
      const card = document.createElement("div");
      Object.assign(card.dataset, { id: String(at), ...(brand && { brand }), ...(price && { price }) });
      return card;
    }),
  );
  const items = cards.map((_, at) => ({ id: String(at) }));
  return pagePersonas({ items } as unknown as Ranking, (id) => cards[Number(id)].title);
}

test("are the brands of a list, its dearest and cheapest thirds, and words of its titles, each by what is liked", () => {
  const personas = personasOf(
    Array.from({ length: 12 }, (_, at) => ({
      brand: at < 4 ? "Ahorn" : at < 7 ? "Birke" : `Only ${at}`,
      price: String(100 - at),
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

test("take a price that is none for no price", () => {
  const cards = Array.from({ length: 9 }, (_, at) => ({
    price: at === 4 ? "on request" : String(at),
    title: "",
  }));
  expect(personasOf(cards)).toEqual([]);
});
