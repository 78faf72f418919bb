import { expect, type Locator } from "@playwright/test";
import { test } from "./fixtures.ts";
import type { ShopPage } from "./shop-page.ts";

const BRANDS = ["Alder", "Birch", "Cedar"];

/** A shop's page with a tag and the visitor's switch beside its list. */
function shopPage(consent: string): string {
  const cards = Array.from(
    { length: 24 },
    (_, at) =>
      `<li data-id="stool-${at}" data-brand="${BRANDS[at % 3]}"><a href="#"><h3>${BRANDS[at % 3]} stool number ${at}</h3></a></li>`,
  );
  return `<!doctype html><html lang="en"><title>Stools</title><link rel="stylesheet" href="/stools.css">
    <personal-rank-switch><a slot="privacy" href="/privacy">How we treat your data</a></personal-rank-switch>
    <ul id="results">${cards.join("")}</ul>
    <script type="module" src="/stools.js"></script>
    <script type="module" src="/personal-rank.js" data-list="#results" data-consent="${consent}" data-backend="wasm"></script>
    <script type="module" src="/personal-rank-switch.js"></script>`;
}

async function openShop(shop: ShopPage, { consent = "granted", csp = "" } = {}): Promise<void> {
  const { page } = shop;
  await page.unrouteAll();
  await page.route("**/stools.css", (route) =>
    route.fulfill({ contentType: "text/css", body: "li { height: 160px }" }),
  );
  await page.route("**/stools.js", (route) =>
    route.fulfill({
      contentType: "text/javascript",
      body: `addEventListener("click", (event) => { if (event.target.closest("a")) event.preventDefault(); });`,
    }),
  );
  await page.route("**/stools", (route) =>
    route.fulfill({
      contentType: "text/html",
      headers: csp === "" ? {} : { "content-security-policy": csp },
      body: shopPage(consent),
    }),
  );
  await shop.open("/stools");
}

const ids = (shop: ShopPage): Promise<string[]> =>
  shop.page
    .locator("#results > li")
    .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset["id"]!));
const state = (shop: ShopPage): Promise<string | undefined> =>
  shop.page.evaluate(() => window.personalRank?.state);
const panel = (shop: ShopPage): Locator => shop.page.getByRole("group", { name: "Why this order?" });

async function openPanel(shop: ShopPage): Promise<void> {
  await shop.page.getByRole("button", { name: "Why this order?" }).click();
  await expect(panel(shop)).toBeVisible();
}

async function choose(shop: ShopPage, brand: string): Promise<void> {
  await shop.look();
  for (const at of [0, 1, 2]) await shop.page.locator(`[data-brand="${brand}"] a`).nth(at).click();
  await shop.generation(3);
}

test("says what was learned; off brings the shop's order back on this page, the next and the other tab; on goes on", async ({
  shop,
}) => {
  await openShop(shop);
  const before = await ids(shop);
  await shop.ranking();
  await choose(shop, "Cedar");
  await expect.poll(() => ids(shop)).not.toEqual(before);
  await openPanel(shop);
  await expect(panel(shop)).toContainText("ordered for you");
  await expect(panel(shop)).toContainText(/Opened\s*3/);
  await expect(panel(shop)).toContainText(/You seem to like\s*Cedar/);

  const other = await shop.page.context().newPage();
  const otherTab = Object.assign(Object.create(shop) as ShopPage, { page: other });
  await openShop(otherTab);
  await otherTab.ranking();

  const toggle = panel(shop).getByRole("switch", { name: "Personal order" });
  await expect(toggle).toBeChecked();
  await toggle.click();
  await expect(toggle).not.toBeChecked();
  await expect(toggle).toBeFocused();
  expect(await ids(shop)).toEqual(before);
  await expect.poll(() => shop.page.workers()).toEqual([]);
  await expect.poll(() => state(otherTab)).toBe("switched-off");
  expect(await ids(otherTab)).toEqual(before);

  await openShop(shop);
  await shop.page.waitForTimeout(1_000);
  expect(await state(shop)).toBe("switched-off");
  expect(shop.page.workers()).toEqual([]);
  await openPanel(shop);
  await panel(shop).getByRole("switch").click();
  await shop.ranking();
  expect((await shop.inspect()).started.generation).toBe(3); // nothing was lost
  expect(await shop.page.evaluate(() => localStorage.length)).toBe(0);
  expect(shop.exceptions).toEqual([]);
});

for (const isOff of [false, true]) {
  test(`erases what was learned${isOff ? " while it is switched off" : ""}, after one question, and says so`, async ({
    shop,
  }) => {
    await openShop(shop);
    await shop.ranking();
    await choose(shop, "Cedar");
    await openPanel(shop);
    if (isOff) await panel(shop).getByRole("switch").click();
    await panel(shop).getByRole("button", { name: "Erase what was learned" }).click();
    await expect(panel(shop).getByRole("button", { name: "Keep it" })).toBeFocused();
    await panel(shop).getByRole("button", { name: "Erase", exact: true }).click();
    await expect(panel(shop).getByRole("status")).toContainText("Erased.");
    if (isOff) {
      const databases = (): Promise<number> =>
        shop.page.evaluate(async () => (await indexedDB.databases()).length);
      await expect.poll(databases).toBe(0);
      await panel(shop).getByRole("switch").click();
      await shop.ranking();
    }
    expect((await shop.inspect()).events).toEqual([]);
    expect((await shop.inspect()).started.generation).toBe(0);
  });
}

test("before consent it explains and asks the page; what the page grants, it shows", async ({
  newVisitor,
}) => {
  const shop = await newVisitor({ consent: null });
  await openShop(shop, { consent: "denied" });
  await openPanel(shop);
  await expect(panel(shop)).toContainText("nothing is stored");
  await expect(panel(shop).getByRole("switch")).toHaveCount(0);
  await panel(shop).getByRole("button", { name: "Allow a personal order" }).click();
  await expect(panel(shop).getByRole("status")).toContainText("privacy settings");
  await shop.page.waitForTimeout(500);
  expect(await state(shop)).toBe("waiting-for-consent");
  expect(
    await shop.page.evaluate(async () => (await indexedDB.databases()).length + localStorage.length),
  ).toBe(0);

  await shop.page.evaluate(() =>
    document.addEventListener("personal-rank:consent-wanted", (event) => {
      event.preventDefault();
      document.querySelector<HTMLScriptElement>("script[data-consent]")!.dataset["consent"] = "granted";
    }),
  );
  await panel(shop).getByRole("button", { name: "Allow a personal order" }).click();
  await expect(panel(shop)).toBeHidden(); // the page's dialog has the screen
  await shop.ranking();
  await openPanel(shop);
  await expect(panel(shop).getByRole("switch")).toBeChecked();
});

test("is worked by the keyboard alone, in the order in which it is read", async ({ shop }) => {
  await openShop(shop);
  await shop.ranking();
  await shop.page.keyboard.press("Tab");
  await expect(shop.page.getByRole("button", { name: "Why this order?" })).toBeFocused();
  await shop.page.keyboard.press("Enter");
  await expect(panel(shop).getByRole("switch")).toBeVisible();
  for (const name of ["Close", "Personal order", "Erase what was learned", "How we treat your data"]) {
    await shop.page.keyboard.press("Tab");
    await expect(panel(shop).locator(":focus").or(shop.page.locator("a[slot]:focus"))).toHaveAccessibleName(
      name,
    );
  }
  await shop.page.keyboard.press("Escape");
  await expect(panel(shop)).toBeHidden();
  await expect(shop.page.getByRole("button", { name: "Why this order?" })).toBeFocused();
  await expect(shop.page.getByRole("status").filter({ hasText: /\S/ })).toHaveCount(0);
});

test("works under a strict policy, with Lit's Trusted Types policy by name", async ({ shop }) => {
  await openShop(shop, {
    consent: "denied",
    csp: "default-src 'none'; script-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html",
  });
  await openPanel(shop);
  await expect(panel(shop)).toContainText("permission");
  expect(shop.messages).toEqual([]);
});

test("where Trusted Types forbid Lit, says so once, keeps the shop's link and harms nothing", async ({
  shop,
}) => {
  await openShop(shop, {
    csp: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; trusted-types shop",
  });
  await expect.poll(() => shop.messages.filter((text) => text.includes("lit-html"))).toHaveLength(1);
  await expect(shop.page.getByRole("link", { name: "How we treat your data" })).toBeVisible();
  expect(shop.exceptions).toEqual([]);
});
