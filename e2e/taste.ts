import { readFileSync } from "node:fs";
import type { Ranking } from "../src/ranking/ranking.ts";
import type { ShopPage } from "./shop-page.ts";

/** What a simulated visitor likes: says so of one item of a list, given the prices of that list. */
export interface Taste {
  readonly name: string;
  readonly likes: (item: CatalogueItem, prices: readonly number[]) => boolean;
}

export interface CatalogueItem {
  readonly id: string;
  readonly brand: string;
  readonly style: string;
  readonly price: number;
}

/** The built-in catalogue by id. */
export function builtInCatalogue(): Map<string, CatalogueItem> {
  const lines = readFileSync(new URL("../public/shop/catalogue.jsonl", import.meta.url), "utf8")
    .trim()
    .split("\n");
  return new Map(lines.map((line) => JSON.parse(line) as CatalogueItem).map((item) => [item.id, item]));
}

export const brandTaste = (brand: string): Taste => ({
  name: `brand ${brand}`,
  likes: (item) => item.brand === brand,
});
export const styleTaste = (style: string): Taste => ({
  name: `style ${style}`,
  likes: (item) => item.style === style,
});
/** The dearest third of what is on the page. */
export const dearTaste: Taste = {
  name: "the dearest third",
  likes: ({ price }, prices) => prices.filter((other) => other < price).length >= (prices.length * 2) / 3,
};

/** Ids of the items on a list that the taste likes, in displayed order. */
export function liked(
  ranking: Ranking,
  { taste, catalogue }: { taste: Taste; catalogue: ReadonlyMap<string, CatalogueItem> },
): string[] {
  const items = ranking.items.map(({ id }) => catalogue.get(id)!);
  const prices = items.map(({ price }) => price);
  return items.filter((item) => taste.likes(item, prices)).map(({ id }) => id);
}

/** Searches, looks, and follows three liked items that were not followed before, for each of the queries. */
export async function teach(
  shop: Pick<ShopPage, "search" | "look" | "follow">,
  options: {
    taste: Taste;
    catalogue: ReadonlyMap<string, CatalogueItem>;
    queries: readonly string[];
    clicksPerQuery: number;
  },
): Promise<void> {
  const followed = new Set<string>();
  for (const query of options.queries) {
    for (let click = 0; click < options.clicksPerQuery; click++) {
      const ranking = await shop.search(query);
      await shop.look();
      const wanted = liked(ranking, options).find((id) => !followed.has(id));
      if (wanted === undefined)
        throw new Error(`The catalogue has too few items of ${options.taste.name} for "${query}"`);
      followed.add(wanted);
      await shop.follow(wanted);
    }
  }
}

/** Mean rank of some items in the shop's order and in the order shown, both 1-based. */
export function meanRanks(
  ranking: Ranking,
  ids: readonly string[],
): { shop: number; shown: number; improvement: number } {
  const items = ranking.items.filter(({ id }) => ids.includes(id));
  const shop = items.reduce((sum, { shopIndex }) => sum + shopIndex + 1, 0) / items.length;
  const shown = items.reduce((sum, { position }) => sum + position, 0) / items.length;
  return { shop, shown, improvement: 1 - shown / shop };
}
