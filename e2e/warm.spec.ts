import { expect } from "@playwright/test";
import { test } from "./fixtures.ts";
import type { ShopPage } from "./shop-page.ts";

const knownTexts = async (shop: ShopPage): Promise<number> => {
  const { stored } = await shop.inspect();
  return stored.find(({ name }) => name === "embeddings")?.records ?? 0;
};

test("the next page is encoded while the visitor looks at this one, and a page that is known encodes nothing", async ({
  shop,
}) => {
  await shop.openRanked("/");
  const ofOnePage = (await shop.idsOnPage()).length;
  await expect.poll(() => knownTexts(shop), { timeout: 60_000 }).toBe(2 * ofOnePage);
  const href = await shop.page.locator('a[rel~="next"]').getAttribute("href");
  await shop.openRanked(href!);
  expect((await shop.idsOnPage()).length).toBe(ofOnePage);
  // Its own items were there; those of the third page come in the meantime.
  await expect.poll(() => knownTexts(shop), { timeout: 60_000 }).toBe(3 * ofOnePage);
  await shop.openRanked("/");
  expect(await knownTexts(shop)).toBe(3 * ofOnePage);
});
