import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { loadCatalogue } from "../../../src/demo/load-catalogue.ts";
import { searchCatalogue } from "../../../src/demo/search-catalogue.ts";
import { globalHead } from "../../../src/evaluation/contenders/global-head.ts";
import { inShop } from "../../../src/evaluation/contenders/in-shop.ts";
import type { Contender, ShownPage } from "../../../src/evaluation/contender.ts";
import { FEATURE_COUNT } from "../../../src/learning/feature-layout.ts";
import type { EngagedItem } from "../../../src/learning/history.ts";
import { drawPersona, personaWorld } from "../personas.ts";
import { drawVisit } from "../draw-visit.ts";
import { type HarnessShop, liveInHarness } from "./live-in-harness.ts";

const { products } = await loadCatalogue(
  fileURLToPath(new URL("../../../public/shop/catalogue.jsonl", import.meta.url)),
);
const world = personaWorld(products, searchCatalogue(products), seededRandom(1));
const VISITS = 12;
const persona = drawPersona(world, {
  number: 3,
  seed: 3,
  visits: VISITS,
  clickModel: "pbm_noisy",
  arm: "personal",
});

/** Nothing is known but the shop's order; what is shown and learned from is kept. */
function shop(kept: {
  readonly histories: (readonly EngagedItem[])[];
  readonly pages: ShownPage[];
}): HarnessShop {
  const contender: Contender = inShop({
    ...globalHead,
    learn: (state, page) => {
      kept.pages.push(page);
      return state;
    },
  });
  return {
    search: world.search,
    hasSponsored: false,
    globalWeights: new Float32Array(FEATURE_COUNT),
    contender,
    describe: ({ products: shown }, history) => {
      kept.histories.push(history);
      const zeros = (): Float64Array => new Float64Array(shown.length);
      return {
        items: shown.map(({ id }) => world.indexOf.get(id)!), // of this catalogue
        features: new Float32Array(shown.length * FEATURE_COUNT),
        baseScores: zeros(),
        profile: { tfidf: zeros(), embedding: zeros() },
        popularity: zeros().map((_, index) => -index),
      };
    },
  };
}

test("shows the shop's order to whom nothing is known of, by the chance that the browser has", () => {
  const kept = { histories: [], pages: [] as ShownPage[] };
  const ndcgs = liveInHarness(persona, shop(kept));
  expect(ndcgs).toHaveLength(VISITS);
  for (const ndcg of ndcgs) expect([ndcg!.personal, ndcg!.global]).toEqual([ndcg!.shop, ndcg!.shop]);
  let clicksBefore = 0;
  const clicked: number[] = [];
  for (const [visit, query] of persona.queries.entries()) {
    const list = world.search(query).slice(0, 48);
    const grades = Uint8Array.from(list, ({ id }) => persona.grade.get(id)!);
    const { clickedPlaces } = drawVisit(persona, visit, { grades, clicksBefore });
    clicksBefore += clickedPlaces.length;
    clicked.push(...clickedPlaces.map((place) => world.indexOf.get(list[place].id)!));
  }
  expect(
    kept.pages.flatMap(({ items, rewards }) => items.filter((_, place) => rewards[place] === 1)),
  ).toEqual(clicked);
});

test("learns of pages with a choice only, from what was looked at and not chosen before", () => {
  const kept = { histories: [], pages: [] as ShownPage[] };
  liveInHarness(persona, shop(kept));
  expect(kept.pages.length).toBeGreaterThan(4);
  expect(kept.pages.length).toBeLessThan(VISITS);
  const lengths = kept.pages.map(({ items }) => items.length).toSorted((a, b) => a - b);
  expect(lengths[lengths.length >> 1]).toBeLessThan(24); // few look at all of the 48
  const chosen = new Set<number>();
  for (const { items, rewards, propensities, features, baseScores } of kept.pages) {
    expect(rewards).toContain(1);
    expect([rewards.length, propensities.length, baseScores.length]).toEqual(Array(3).fill(items.length));
    expect(features).toHaveLength(items.length * FEATURE_COUNT);
    for (const [place, item] of items.entries())
      if (rewards[place] === 0) expect(chosen.has(item)).toBe(false);
    for (const [place, item] of items.entries()) if (rewards[place] === 1) chosen.add(item);
  }
});

test("remembers clicks, looks and purchases for what they are worth, on the lists that come after", () => {
  const kept = { histories: [] as (readonly EngagedItem[])[], pages: [] as ShownPage[] };
  liveInHarness(persona, shop(kept));
  expect(kept.histories[0]).toEqual([]);
  const evidence = kept.histories.at(-1)?.map((item) => item.evidence);
  expect(new Set(evidence)).toEqual(new Set([0.25, 0.5, 1]));
});
