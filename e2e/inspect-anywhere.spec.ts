import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Locator, type Page } from "@playwright/test";
import { test } from "./fixtures.ts";
import { heard, noteOf, panelOf, PARAMETER, serve, TAG } from "./inspected-shop.ts";

const FOLDER = new URL("results/screenshots/", import.meta.url).pathname;

const closeOf = (page: Page): Locator => page.getByRole("button", { name: "Close the inspector" });
/** What a press on the bookmark does. */
const pressBookmark = (page: Page, bookmarklet: string): Promise<void> =>
  page.evaluate((url) => void (location.href = url), bookmarklet);

test.describe("the inspector on a page that has none of its own", () => {
  test("opens by the address, goes along through the shop, and is gone for good once it is closed", async ({
    page,
  }) => {
    const { messages, exceptions } = heard(page);
    const shop = await serve(TAG.replace("denied", "granted"));
    await page.goto(`${shop.origin}/?${PARAMETER}`);
    const panel = panelOf(page);
    await expect(panel.getByRole("tab", { name: "Order" })).toBeVisible();
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
    await page.goto(`${shop.origin}/next`);
    await expect(panel.getByRole("tab", { name: "Order" })).toBeVisible();
    await panel.getByRole("button", { name: "Inspector", exact: true }).click();
    await page.goto(`${shop.origin}/`);
    await expect(panel.getByRole("button", { name: "Inspector", exact: true })).toHaveAttribute(
      "aria-expanded",
      "false",
    );
    await expect(panel.locator("rank-inspector")).toBeHidden();
    await panel.getByRole("button", { name: "Inspector", exact: true }).click();
    await closeOf(page).click();
    await expect(panel).toHaveCount(0);
    expect(await noteOf(page)).toBeNull();
    await page.goto(`${shop.origin}/next`);
    await page.waitForFunction(() => window.personalRank?.ranking != null);
    await expect(panel).toHaveCount(0);
    expect([...messages, ...exceptions]).toEqual([]);
    await shop.stop();
  });

  test("opens on the page that is there when its hash begins to ask, with the focus in it, and closes with Escape", async ({
    page,
  }) => {
    const shop = await serve(TAG);
    await page.goto(shop.origin);
    await page.waitForFunction(() => window.personalRank !== undefined);
    await page.locator("#results a").nth(2).focus();
    await page.evaluate((hash) => void (location.hash = hash), PARAMETER);
    await expect(panelOf(page)).toBeFocused();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await expect(closeOf(page)).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(panelOf(page)).toHaveCount(0);
    await expect(page.locator("#results a").nth(2)).toBeFocused();
    await shop.stop();
  });

  test("does not move the shop, covers what is at its side only, and has the same text size as anywhere", async ({
    page,
  }) => {
    const shop = await serve(TAG);
    await page.goto(shop.origin);
    const places = (): Promise<unknown> =>
      page
        .locator("#results > li")
        .evaluateAll((cards) => cards.map((card) => card.getBoundingClientRect().toJSON() as unknown));
    const before = await places();
    await page.goto(`${shop.origin}/?${PARAMETER}`);
    await expect(panelOf(page).getByText("Nothing is happening")).toBeVisible();
    expect(await places()).toEqual(before);
    const box = (await panelOf(page).boundingBox())!;
    expect([box.x + box.width, box.y, box.height]).toEqual([1280, 0, 900]);
    // 0.9 of the browser's 16 px, where the shop's own text is 10 px.
    const line = (await panelOf(page).getByText("Inside this browser, nowhere else.").boundingBox())!;
    expect(line.height).toBeGreaterThan(18);
    expect(line.height).toBeLessThan(24);
    await shop.stop();
  });

  test("is switched off by data-inspect, and says so to the bookmarklet", async ({ page, shop: demo }) => {
    await demo.open("/");
    const bookmarklet = (await demo.page.locator('a[href^="javascript:"]').getAttribute("href"))!;
    const shop = await serve(`${TAG} data-inspect="never"`);
    const requests: string[] = [];
    page.on("request", (request) => requests.push(new URL(request.url()).pathname));
    await page.goto(`${shop.origin}/?${PARAMETER}`);
    await page.waitForFunction(() => window.personalRank !== undefined);
    const dialog = page.waitForEvent("dialog");
    await pressBookmark(page, bookmarklet);
    const said = await dialog;
    expect(said.message()).toBe("The personal-rank tag of this page does not open the inspector.");
    await said.dismiss();
    expect(requests).not.toContain("/rank-inspector.js");
    expect(await noteOf(page)).toBeNull();
    await shop.stop();
  });
});

test("the bookmarklet of the demo opens the inspector on another shop's page, and says in plain words that a page has no tag", async ({
  page,
  shop: demo,
}) => {
  await demo.open("/");
  const bookmarklet = (await demo.page.locator('a[href^="javascript:"]').getAttribute("href"))!;
  const shop = await serve(TAG);
  await page.goto(shop.origin);
  await page.waitForFunction(() => window.personalRank !== undefined);
  await pressBookmark(page, bookmarklet);
  await expect(panelOf(page)).toBeFocused();
  await pressBookmark(page, bookmarklet);
  await expect(panelOf(page)).toHaveCount(1);
  await shop.stop();

  const without = await serve(null);
  await page.goto(without.origin);
  const dialog = page.waitForEvent("dialog");
  await pressBookmark(page, bookmarklet);
  const said = await dialog;
  expect(said.message()).toBe("This page has no personal-rank tag, or it has not started yet.");
  await said.dismiss();
  await without.stop();
});

test("before consent the panel says that it waits, and stores nothing but that it is open; once allowed, it shows the order", async ({
  newVisitor,
}) => {
  const shop = await newVisitor({ consent: null });
  const { page } = shop;
  await page.context().addCookies([{ name: "inspector", value: "closed", url: shop.baseUrl }]);
  await shop.open(`/search?q=lamp&${PARAMETER}`);
  await expect(panelOf(page).getByText("Nothing is happening")).toBeVisible();
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
  expect(await page.evaluate(() => Object.entries(sessionStorage))).toEqual([[PARAMETER, "open"]]);
  expect(page.workers()).toEqual([]);
  // A banner may be beneath the panel.
  const fold = panelOf(page).getByRole("button", { name: "Inspector", exact: true });
  await fold.click();
  await page.locator('[data-consent-choice="granted"]').click();
  await fold.click();
  await expect(panelOf(page).getByRole("tab", { name: "Order" })).toBeVisible({ timeout: 60_000 });
  expect(shop.exceptions).toEqual([]);
});

test("names the items of a page that has no ids on its cards, and takes its own lists for none of the page's", async ({
  shop,
}) => {
  const { page } = shop;
  const lists = async (): Promise<string[]> => {
    if ((await page.evaluate(() => window.personalRank?.state)) === "waiting-for-consent")
      await page.evaluate(() => document.querySelector<HTMLElement>("[data-consent-button]")!.click());
    await page.waitForFunction(() => (window.personalRank?.rankings.length ?? 0) >= 2, null, {
      timeout: 60_000,
    });
    await page.waitForTimeout(1_000);
    return page.evaluate(() => window.personalRank!.rankings.map(({ listId }) => listId));
  };
  await shop.open("/examples/shop.html");
  const before = await lists();
  await shop.open(`/examples/shop.html#${PARAMETER}`);
  await expect(panelOf(page)).toBeVisible();
  expect(await lists()).toEqual(before);
  const { id, title } = await page.evaluate(() => {
    const { personalRank } = window;
    const { id } = personalRank!.ranking!.items[0];
    return { id, title: personalRank!.candidateOf(id)?.title };
  });
  expect(title).not.toBe(id);
  await expect(panelOf(page).getByText(title!).first()).toBeVisible();
  await expect(panelOf(page).getByText(id, { exact: true })).toHaveCount(0);
});

for (const look of [
  { name: "light", colorScheme: "light", width: 1280, height: 800 },
  { name: "dark", colorScheme: "dark", width: 1280, height: 800 },
  { name: "light-phone", colorScheme: "light", width: 375, height: 812 },
  { name: "dark-phone", colorScheme: "dark", width: 375, height: 812 },
] as const)
  test(`axe finds nothing with the panel open, and nothing scrolls sideways, ${look.name}`, async ({
    shop,
  }) => {
    const { page } = shop;
    await page.setViewportSize({ width: look.width, height: look.height });
    await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: "reduce" });
    await page.context().addCookies([{ name: "inspector", value: "closed", url: shop.baseUrl }]);
    const expectClean = async (name: string): Promise<void> => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`),
        name,
      ).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
      await page.screenshot({ path: `${FOLDER}inspect-anywhere-${name}-${look.name}.png` });
    };
    await shop.search("lamp");
    await shop.look();
    await shop.follow((await shop.idsOnPage())[3]);
    await shop.open(`/search?q=chair&${PARAMETER}`);
    await shop.generation(1);
    const panel = panelOf(page);
    await expect(panel.getByRole("tab", { name: "Order" })).toBeVisible();
    const box = (await panel.boundingBox())!;
    expect(box.x + box.width).toBe(look.width);
    expect(box.y + box.height).toBe(look.height);
    if (look.width < 640) expect(box.y).toBeGreaterThan(look.height * 0.35); // the shop is to be seen above
    await page.waitForTimeout(500);
    await expectClean("open");
    await panel.getByRole("button", { name: "Inspector", exact: true }).click();
    await expectClean("folded");
  });
