import { expect } from "@playwright/test";
import type { RankHandle } from "../src/page/rank-handle.ts";
import type { Timeline, WhatIf } from "../src/worker/hypothetical.ts";
import type { Inspection } from "../src/worker/protocol.ts";
import { test } from "./fixtures.ts";
import type { ShopPage } from "./shop-page.ts";
import { brandTaste, builtInCatalogue, liked, meanRanks, teach } from "./taste.ts";

const catalogue = builtInCatalogue();
const taste = brandTaste("Lindhavn");

const whatIf = (shop: ShopPage, changes: Parameters<RankHandle["whatIf"]>[0]): Promise<WhatIf> =>
  shop.page.evaluate((asked) => window.personalRank!.whatIf(asked), changes);
const scoresOf = ({ ranking }: WhatIf): Record<string, number> =>
  Object.fromEntries(ranking.items.map(({ id, score }) => [id, score]));

test("what if and the timeline are exact, and change nothing", async ({ shop }) => {
  await teach(shop, { taste, catalogue, queries: ["lamp"], clicksPerQuery: 3 });
  const shown = await shop.search("mug");
  const idsBefore = await shop.idsOnPage();
  await shop.page.waitForFunction(
    async (id) => (await window.personalRank!.inspect()).events.some(({ rankingId }) => rankingId === id),
    shown.id,
  ); // what is seen on the page so far has been noted
  const before = await shop.inspect();
  const now = await whatIf(shop, {});

  for (const { ranking } of [now, { ranking: shown }]) {
    for (const { score, parts } of ranking.items) {
      const groups = Object.values(parts.groups).reduce((sum, value) => sum + value, 0);
      expect(Math.abs(parts.shop + parts.global + groups - score)).toBeLessThan(1e-5);
    }
  }
  expect(now.deviations.every((deviation) => deviation !== null && deviation > 0)).toBe(true);

  const timeline: Timeline = await shop.page.evaluate(() => window.personalRank!.timeline());
  expect(timeline.steps).toHaveLength(before.started.generation + 1);
  const last = timeline.steps.at(-1)!;
  expect(last.order.map((index) => timeline.itemIds[index])).toEqual(now.ranking.items.map(({ id }) => id));
  expect(timeline.steps[0].order).toEqual([...timeline.itemIds.keys()]);
  expect(timeline.steps.flatMap(({ losses }) => losses).length).toBeGreaterThanOrEqual(3);

  // Somebody new who likes another brand: their choices take it up, and are not this visitor's.
  const otherTaste = liked(shown, { taste: brandTaste("Rustbolt"), catalogue });
  const persona: Timeline = await shop.page.evaluate(
    (ids) => window.personalRank!.replayPersona(ids),
    otherTaste,
  );
  const meanPlace = ({ order }: Timeline["steps"][number]): number =>
    otherTaste.reduce((sum, id) => sum + order.indexOf(persona.itemIds.indexOf(id)), 0) / otherTaste.length;
  const [newcomer, learned] = [persona.steps[0], persona.steps.at(-1)!].map(meanPlace);
  console.log(`a persona's mean place: ${newcomer.toFixed(1)} -> ${learned.toFixed(1)}`);
  expect(persona.steps.length).toBeGreaterThan(otherTaste.length);
  expect(learned).toBeLessThan(0.5 * newcomer);

  const other = await whatIf(shop, { query: "blue vase" });
  const match = ({ ranking }: WhatIf): number[] => ranking.items.map(({ parts }) => parts.groups.match);
  expect(match(other)).not.toEqual(match(now));
  const [{ id }] = now.ranking.items;
  const dear = await whatIf(shop, { prices: { [id]: 100_000 } });
  const priceOf = ({ ranking }: WhatIf): number =>
    ranking.items.find((item) => item.id === id)!.parts.groups.price;
  expect(priceOf(dear)).not.toBe(priceOf(now));

  const clicks = before.events.filter(({ type }) => type === "click");
  const without = await whatIf(shop, { without: [clicks[0].eventId] });
  expect(scoresOf(without)).not.toEqual(scoresOf(now));
  const none = await whatIf(shop, { without: before.events.map(({ eventId }) => eventId) });
  expect(none.ranking.items.map(({ shopIndex }) => shopIndex)).toEqual([...none.ranking.items.keys()]);

  const after = await shop.inspect();
  const kept = ({ events, stored, started }: Inspection): unknown[] => [
    events,
    started,
    stored.filter(({ name }) => name !== "embeddings"), // of "blue vase" there is one now
  ];
  expect(kept(after)).toEqual(kept(before));
  expect(await shop.idsOnPage()).toEqual(idsBefore);

  // Having really forgotten it is, to the bit, what would be without it.
  await shop.page.evaluate((eventIds) => window.personalRank!.forget({ eventIds }), [clicks[0].eventId]);
  expect(scoresOf(await whatIf(shop, {}))).toEqual(scoresOf(without));
  expect(shop.exceptions).toEqual([]);
});

test("the page says why the first item is first: the choice it names, once forgotten, takes it down", async ({
  shop,
}) => {
  await teach(shop, { taste, catalogue, queries: ["lamp", "chair"], clicksPerQuery: 2 });
  const ranking = await shop.search("mug");
  expect(meanRanks(ranking, liked(ranking, { taste, catalogue })).improvement).toBeGreaterThan(0.3);
  const { page } = shop;
  await page.getByRole("tab", { name: "Why" }).click();
  const why = page.locator("rank-inspector-why");
  await expect(why.getByText("Without anything you did it would be at")).toBeVisible({ timeout: 60_000 });
  await why.screenshot({ path: "e2e/results/why.png" });
  const row = why.getByRole("table").getByRole("row").nth(1);
  await expect(row).toContainText("opened");
  await expect(row.getByRole("cell").nth(1)).toContainText("+");

  await page.getByRole("tab", { name: "Timeline" }).click();
  const slider = page.getByRole("slider", { name: "Lesson" });
  await slider.focus();
  await page.keyboard.press("Home");
  await expect(page.locator("rank-inspector-timeline .step")).toContainText("Before what is remembered");
  await page.keyboard.press("End");
  await expect(page.locator("rank-inspector-timeline .step")).toContainText("you opened");
  await page.locator("rank-inspector-timeline").screenshot({ path: "e2e/results/timeline.png" });
  const whose = page.getByRole("combobox", { name: "Whose choices?" });
  await whose.selectOption({ index: 1 });
  await expect(page.locator("rank-inspector-timeline .note")).toContainText("Simulated.");
  await expect(page.locator("rank-inspector-timeline .step")).toContainText("they");
  await page.locator("rank-inspector-timeline").screenshot({ path: "e2e/results/persona.png" });
  await whose.selectOption({ index: 0 });
  await expect(page.locator("rank-inspector-timeline .step")).toContainText("you opened");
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save for TensorBoard" }).click();
  expect((await saving).suggestedFilename()).toContain("tfevents");
  expect(shop.exceptions).toEqual([]);
});
