import { expect } from "@playwright/test";
import { test } from "./fixtures.ts";

test("the time on the product page counts when the visitor comes back to a list", async ({ shop }) => {
  await shop.search("lamp");
  await shop.look();
  const id = (await shop.idsOnPage())[2];
  await shop.follow(id);
  await shop.page.waitForTimeout(11_000);
  await shop.search("lamp");
  await shop.generation(2);
  const dwells = (await shop.inspect()).events.filter(({ type }) => type === "dwell");
  expect(dwells.map(({ itemId }) => itemId)).toEqual([id]);
});
