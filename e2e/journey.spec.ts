import { existsSync } from "node:fs";
import { expect } from "@playwright/test";
import { startDemo } from "./demo-server.ts";
import { forceBackend, test } from "./fixtures.ts";
import type { Ranking } from "../src/ranking/ranking.ts";
import { ShopPage } from "./shop-page.ts";
import {
  brandTaste,
  builtInCatalogue,
  type CatalogueItem,
  dearTaste,
  liked,
  meanRanks,
  styleTaste,
  teach,
} from "./taste.ts";

const catalogue = builtInCatalogue();
const MIN_IMPROVEMENT = 0.3;
const ICECAT = new URL("../../shared/data/chorus/products.jsonl.gz", import.meta.url);

test("a fresh visitor sees the shop's order, ranked by the backend under test", async ({ shop, backend }) => {
  const ranking = await shop.search("lamp");
  expect(ranking.items.map(({ shopIndex }) => shopIndex)).toEqual([...ranking.items.keys()]);
  expect(await shop.idsOnPage()).toEqual(ranking.items.map(({ id }) => id));
  expect((await shop.inspect()).started).toMatchObject({ backend, storage: "indexeddb", generation: 0 });
  expect(shop.exceptions).toEqual([]);
});

for (const { taste, tag } of [
  { taste: brandTaste("Lindhavn"), tag: [] },
  { taste: styleTaste("vintage"), tag: ["@page"] },
  { taste: dearTaste, tag: ["@page"] },
]) {
  const title = `after six clicks on ${taste.name}, items of that taste rise on another query's page, and still do after a reload and in a new tab`;
  test(title, { tag }, async ({ shop, backend }, info) => {
    // What is shared comes back as a new head, at a time that depends on the machine: here only memory is under test.
    await shop.page.context().route("**/v1/deltas", (route) => route.abort());
    await teach(shop, { taste, catalogue, queries: ["lamp", "chair"], clicksPerQuery: 3 });
    const ranking = await shop.search("mug");
    const never = liked(ranking, { taste, catalogue });
    const { shop: before, shown: after, improvement } = meanRanks(ranking, never);
    info.annotations.push({
      type: "mean rank",
      description: `${taste.name}: ${before.toFixed(1)} -> ${after.toFixed(1)} (${never.length} items)`,
    });
    console.log(
      `${backend}, ${taste.name}: mean rank ${before.toFixed(1)} -> ${after.toFixed(1)}, ${(improvement * 100).toFixed(0)} % better`,
    );
    expect(ranking.generation).toBeGreaterThanOrEqual(6);
    expect(improvement).toBeGreaterThanOrEqual(MIN_IMPROVEMENT);
    expect(await shop.idsOnPage()).toEqual(ranking.items.map(({ id }) => id));

    // Cards that were seen before the first ranking stay in place, so places also say how fast the machine was; scores do not.
    await shop.page.reload();
    const reloaded = await shop.ranking();
    expect(scores(reloaded)).toEqual(scores(ranking));
    expect(orderedByScore(reloaded)).toBe(true);

    const tab = new ShopPage(await shop.page.context().newPage(), shop.baseUrl);
    const inTab = await tab.search("mug");
    expect(scores(inTab)).toEqual(scores(ranking));
    expect(orderedByScore(inTab)).toBe(true);
    expect([...shop.exceptions, ...tab.exceptions]).toEqual([]);
  });
}

test("on a real catalogue of 19,406 products, items of a brand rise on another query's page after six clicks", async ({
  browser,
  backend,
}) => {
  test.skip(
    !existsSync(ICECAT),
    "needs a catalogue of Icecat's products beside the checkout; CONTRIBUTING.md says which",
  );
  const demo = await startDemo(["--catalog", ICECAT.pathname]);
  const context = await browser.newContext();
  try {
    await context.addCookies([{ name: "personal-order", value: "granted", url: demo.url }]);
    await forceBackend(context, backend);
    const shop = new ShopPage(await context.newPage(), demo.url);
    const seen = new Map<string, CatalogueItem>();
    const note = async (): Promise<void> => {
      for (const item of await cardsOf(shop)) seen.set(item.id, item);
    };
    const taste = brandTaste("HP");
    for (const query of ["notebook", "monitor"]) {
      await shop.search(query);
      await note();
    }
    await teach(shop, { taste, catalogue: seen, queries: ["notebook", "monitor"], clicksPerQuery: 3 });
    const ranking = await shop.search("mouse");
    await note();
    const {
      shop: before,
      shown: after,
      improvement,
    } = meanRanks(ranking, liked(ranking, { taste, catalogue: seen }));
    console.log(
      `${backend}, Icecat, HP: mean rank ${before.toFixed(1)} -> ${after.toFixed(1)}, ${(improvement * 100).toFixed(0)} % better`,
    );
    expect(improvement).toBeGreaterThanOrEqual(MIN_IMPROVEMENT);
    expect(shop.exceptions).toEqual([]);
  } finally {
    await context.close();
    await demo.stop();
  }
});

/** By item, how much the visitor is thought to want it, and after how many lessons. */
function scores({ generation, items }: Ranking): Record<string, number> {
  return { generation, ...Object.fromEntries(items.map(({ id, score }) => [id, score])) };
}

/** Whether every card that may move stands where its score puts it among them. */
function orderedByScore({ items }: Ranking): boolean {
  const free = items.filter(({ isFixed }) => !isFixed).map(({ score }) => score);
  return free.every((score, at) => at === 0 || score <= free[at - 1]);
}

/** What the cards of the page themselves say of their brand and price. */
function cardsOf(shop: ShopPage): Promise<CatalogueItem[]> {
  return shop.page.locator("#results > .card").evaluateAll((cards) =>
    cards.map((card) => ({
      id: (card as HTMLElement).dataset["id"]!,
      brand: card.querySelector('[itemprop="brand"]')?.textContent?.trim() ?? "",
      style: "",
      price: Number(card.querySelector('[itemprop="price"]')?.getAttribute("content")),
    })),
  );
}
