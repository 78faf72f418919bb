import { expect } from "@playwright/test";
import { test } from "./fixtures.ts";
import type { ShopPage } from "./shop-page.ts";

const databases = (shop: ShopPage): Promise<string[]> =>
  shop.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ""));
const sessionKeys = (shop: ShopPage): Promise<string[]> =>
  shop.page.evaluate(() => Object.keys(sessionStorage));

for (const consent of [null, "denied"] as const) {
  test(`with consent ${consent ?? "not asked yet"}, nothing is stored, nothing is sent and no worker is made`, async ({
    newVisitor,
  }) => {
    const shop = await newVisitor({ consent });
    await shop.open("/search?q=lamp");
    const before = await shop.idsOnPage();
    await shop.look();
    await shop.follow(before[1]);
    await shop.page.locator('[data-personal-rank-action="cart"]').first().click();
    await shop.open("/search?q=lamp");
    await shop.look();
    expect(await databases(shop)).toEqual([]);
    expect(await sessionKeys(shop)).toEqual([]);
    expect(shop.syncRequests).toEqual([]);
    expect(shop.page.workers()).toEqual([]);
    expect(await shop.idsOnPage()).toEqual(before);
    expect(await shop.page.evaluate(() => window.personalRank?.state)).toBe("waiting-for-consent");
    expect([...shop.exceptions, ...shop.messages]).toEqual([]);
  });
}

test("consent starts the tag on the page that is open, and withdrawal erases everything", async ({
  newVisitor,
}) => {
  const shop = await newVisitor({ consent: null });
  await shop.open("/search?q=lamp");
  await shop.page.locator('[data-consent-choice="granted"]').click();
  await shop.ranking();
  expect(await databases(shop)).toEqual(["personal-rank"]);
  const shopOrder = await shop.idsOnPage();
  const second = shopOrder[30];
  await shop.look();
  await shop.follow(second);
  await shop.search("lamp");
  await shop.generation(1);
  await shop.page.locator("[data-consent-switch]").click();
  await expect.poll(() => databases(shop)).toEqual([]);
  await expect.poll(() => shop.idsOnPage()).toEqual(shopOrder); // not a trace of what was learned
  expect(await sessionKeys(shop)).toEqual([]);
  await shop.open("/search?q=lamp");
  expect(await shop.page.evaluate(() => window.personalRank?.state)).toBe("waiting-for-consent");
});

test("forget() erases everything and starts again from the shop's order", async ({ shop }) => {
  await shop.search("lamp");
  await shop.look();
  await shop.follow((await shop.idsOnPage())[6]);
  const learned = await shop.search("lamp");
  expect(learned.generation).toBe(1);
  await shop.page.evaluate(() => window.personalRank!.forget());
  const inspection = await shop.inspect();
  expect(inspection.events).toEqual([]);
  expect(inspection.started.generation).toBe(0);
  const fresh = await shop.search("lamp");
  expect(fresh.items.map(({ shopIndex }) => shopIndex)).toEqual([...fresh.items.keys()]);
});

test("with Global Privacy Control the list is ranked and learned from, and nothing is sent", async ({
  shop,
}) => {
  await shop.page.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true }),
  );
  await shop.search("lamp");
  await shop.look();
  await shop.follow((await shop.idsOnPage())[3]);
  await shop.search("lamp");
  await shop.generation(1);
  expect(await shop.page.evaluate(() => window.personalRank!.share())).toMatchObject({
    outcome: "no-server",
  });
  expect(shop.syncRequests).toEqual([]);
});

test("withdrawal while the model is still on its way erases, and the session does not go on", async ({
  shop,
}) => {
  await shop.search("lamp");
  await shop.page.route("**/model.safetensors", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    await route.continue().catch(() => undefined); // the page may be gone
  });
  await shop.open("/search?q=chair");
  await expect.poll(() => shop.page.workers().length).toBe(1);
  await shop.page.locator("[data-consent-switch]").click();
  await expect.poll(() => databases(shop)).toEqual([]);
  expect(shop.page.workers()).toEqual([]);
  await shop.page.waitForTimeout(5_000);
  expect(await databases(shop)).toEqual([]);
  expect(await shop.page.evaluate(() => window.personalRank?.ranking)).toBeNull();
});

test("writing the consent that is there already changes nothing", async ({ shop }) => {
  await shop.search("lamp");
  await shop.look();
  await shop.follow((await shop.idsOnPage())[4]);
  await shop.search("lamp");
  await shop.generation(1);
  await shop.page.evaluate(() => {
    document.querySelector<HTMLScriptElement>('script[src$="/personal-rank.js"]')!.dataset["consent"] =
      "granted";
  });
  await shop.page.waitForTimeout(500);
  expect((await shop.inspect()).started.generation).toBe(1);
});
