import { expect } from "@playwright/test";
import { test } from "./fixtures.ts";
import type { ShopPage } from "./shop-page.ts";
import { builtInCatalogue, styleTaste, teach } from "./taste.ts";

const FOLDER = new URL("results/screenshots/", import.meta.url).pathname;
const catalogue = builtInCatalogue();
const taste = styleTaste("vintage");

async function shoot(shop: ShopPage, name: string): Promise<Buffer> {
  await shop.page.waitForTimeout(800); // pictures and the moves of cards
  return shop.page.screenshot({ path: `${FOLDER}${name}.png` });
}

/** Nothing is cut off: no page scrolls sideways. */
async function expectNoSidewaysScroll(shop: ShopPage): Promise<void> {
  const overflow = await shop.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
}

test("the inspector and the order before and after six clicks", async ({ shop }) => {
  await shop.page.setViewportSize({ width: 1440, height: 900 });
  await shop.search("chair");
  await shoot(shop, "inspector-before");
  await teach(shop, { taste, catalogue, queries: ["lamp", "mug"], clicksPerQuery: 3 });
  await shop.search("chair");
  await shoot(shop, "inspector-order");
  for (const tab of ["events", "benefit", "exposure", "stored", "sent"]) {
    await shop.page.locator(`#tab-${tab}`).click();
    await shoot(shop, `inspector-${tab}`);
  }
  await shop.page.setViewportSize({ width: 390, height: 844 });
  await shop.search("chair");
  await expectNoSidewaysScroll(shop);
  await shoot(shop, "phone-after");
  await shop.page.locator("rank-inspector").scrollIntoViewIfNeeded(); // on a phone it stands below the shop
  await shop.page.locator("#tab-events").click();
  await expectNoSidewaysScroll(shop);
  await shoot(shop, "phone-inspector");
  expect(shop.exceptions).toEqual([]);
});

test("the picture of the README", async ({ newVisitor, browser }) => {
  const shots: Buffer[] = [];
  for (const clicks of [0, 3]) {
    const shop = await newVisitor();
    // The first visit must not profit from what the second one learned, nor the other way round.
    await shop.page.context().route("**/v1/**", (route) => route.abort());
    await shop.page.context().addCookies([{ name: "inspector", value: "closed", url: shop.baseUrl }]);
    await shop.page.setViewportSize({ width: 920, height: 860 });
    if (clicks > 0) await teach(shop, { taste, catalogue, queries: ["lamp", "mug"], clicksPerQuery: clicks });
    await shop.search("chair");
    shots.push(await shoot(shop, `readme-${clicks}`));
  }
  const page = await browser.newPage({ viewport: { width: 1400, height: 724 } });
  const figures = shots.map(
    (shot, at) =>
      `<figure><img width="660" src="data:image/png;base64,${shot.toString("base64")}"><figcaption>${
        ["First visit: the shop's order", "After six clicks on vintage lamps and mugs"][at]
      }</figcaption></figure>`,
  );
  await page.setContent(`<style>body{margin:0;padding:24px;display:flex;gap:32px;background:#f4f2ec;font:600 20px system-ui;color:#26302c}
    figure{margin:0}img{border-radius:12px;display:block;box-shadow:0 2px 14px #0002}figcaption{padding:14px 4px 0}</style>${figures.join("")}`);
  await page.screenshot({ path: `${FOLDER}before-after.png` });
  await page.close();
});
