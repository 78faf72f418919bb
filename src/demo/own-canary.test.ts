import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { decodeCanarySet } from "../federation/canary-set.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { loadCatalogue } from "./load-catalogue.ts";

test("the lists that the demo tries heads on are of today's features, and of its own products", async () => {
  const file = readFileSync("public/shop/canary.safetensors");
  const { pages } = decodeCanarySet(file, { layout: FEATURE_LAYOUT, dimensions: FEATURE_COUNT });
  const { products } = await loadCatalogue("public/shop/catalogue.jsonl");
  const titles = new Map(products.map(({ id, title }) => [id, title]));
  expect(pages).toHaveLength(40);
  for (const page of pages) expect(page.items.map((id) => titles.get(id))).toEqual(page.titles);
});
