import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { loadCatalogue } from "../../src/demo/load-catalogue.ts";
import { searchCatalogue } from "../../src/demo/search-catalogue.ts";
import { drawPersona, type Persona, personaWorld } from "./personas.ts";

const { products } = await loadCatalogue(
  fileURLToPath(new URL("../../public/shop/catalogue.jsonl", import.meta.url)),
);
const search = searchCatalogue(products);
const world = personaWorld(products, search, seededRandom(1));
const draw = (seed: number): Persona =>
  drawPersona(world, { number: seed, seed, visits: 8, clickModel: "perfect", arm: "personal" });

test("one seed is one persona, and another seed another", () => {
  expect(draw(5)).toEqual(draw(5));
  expect(draw(5).utility).not.toEqual(draw(6).utility);
});

test("knows what every card of every page is worth, and half of the visits come back to a search", () => {
  for (const seed of [1, 2, 3]) {
    const { queries, grade } = draw(seed);
    expect(new Set(queries).size).toBe(4);
    for (const query of queries)
      for (const { id } of search(query).slice(0, 48)) expect(grade.get(id)).toBeGreaterThanOrEqual(0);
  }
});

test("likes some things and most not, and the shop's order is worth something to it", () => {
  const personas = Array.from({ length: 40 }, (_, seed) => draw(seed));
  const grades = personas.flatMap(({ grade }) => [...grade.values()]);
  const share = grades.filter((one) => one >= 3).length / grades.length;
  expect(share).toBeGreaterThan(0.05);
  expect(share).toBeLessThan(0.2);
  const [top, bottom] = [0, 24].map((from) => {
    const utilities = personas.flatMap(({ queries, utility }) =>
      search(queries[0])
        .slice(from, from + 8)
        .map(({ id }) => utility.get(id)!),
    );
    return utilities.reduce((sum, value) => sum + value, 0) / utilities.length;
  });
  expect(top).toBeGreaterThan(bottom + 0.3);
});

test("refuses a catalogue in which nothing can be searched for", () => {
  expect(() =>
    personaWorld(products.slice(0, 10), searchCatalogue(products.slice(0, 10)), seededRandom(1)),
  ).toThrow("at least 12 words");
});
