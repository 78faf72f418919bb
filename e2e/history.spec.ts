import { chromium, expect } from "@playwright/test";
import { chromiumLaunchOptions } from "./chromium.ts";
import { test } from "./fixtures.ts";
import { ShopPage } from "./shop-page.ts";

test("the way back to a list comes from the browser's cache, with the tag alive and the click learned", async ({
  demo,
}) => {
  // Playwright switches this cache off by default.
  const browser = await chromium.launch({
    ...chromiumLaunchOptions(),
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
  try {
    const context = await browser.newContext();
    await context.addCookies([{ name: "personal-order", value: "granted", url: demo.url }]);
    const shop = new ShopPage(await context.newPage(), demo.url);
    await shop.page.addInitScript(() =>
      addEventListener("pageshow", (event) =>
        Object.assign(window, { cameFromCache: (event as PageTransitionEvent).persisted }),
      ),
    );
    await shop.search("lamp");
    await shop.look();
    await shop.follow((await shop.idsOnPage())[2]);
    // `goBack` and `waitForURL` wait for a load that a cached page does not have.
    await shop.page.evaluate(() => history.back()).catch(() => undefined);
    await expect.poll(() => shop.page.url()).toContain("/search");
    await expect
      .poll(() => shop.page.evaluate(() => (window as unknown as { cameFromCache?: boolean }).cameFromCache))
      .toBe(true);
    await shop.generation(1);
    expect(await shop.page.evaluate(() => window.personalRank?.state)).toBe("ready");
    // The page remembers how long its orders took; what its worker of that time knew is gone with it.
    await shop.page.evaluate(() => window.personalRank!.rank());
    const { orders, rankings } = (await shop.inspect()).speed;
    expect([orders.length, rankings.map(({ rankingId }) => rankingId)]).toEqual([2, [orders[1].rankingId]]);
    expect(shop.exceptions).toEqual([]);
  } finally {
    await browser.close();
  }
});
