import { expect, type Page } from "@playwright/test";
import type { Ranking } from "../src/ranking/ranking.ts";
import { test } from "./fixtures.ts";
import type { ShopPage } from "./shop-page.ts";

const BRANDS = ["Alder", "Birch", "Cedar"];

const card = (kind: string, at: number): string =>
  `<li class="product-card" data-id="${kind}-${at}" data-brand="${BRANDS[at % 3]}" data-price="${10 + ((at * 7) % 24)}" style="height:160px">
    <a href="/products/${kind}-${at}"><img alt="" width="80" height="80"><h3>${BRANDS[at % 3]} ${kind} number ${at}</h3></a>
    <span class="price">€ ${10 + ((at * 7) % 24)}.00</span></li>`;
const cards = (kind: string, count: number, from = 0): string =>
  Array.from({ length: count }, (_, at) => card(kind, from + at)).join("");

/** A shop's page whose tag names no list. */
const page = (body: string): string => `<!doctype html><title>Shop</title>
  <script type="module" src="/personal-rank.js" data-consent="granted" data-backend="wasm"></script>
  <script>addEventListener("click", (event) => { if (event.composedPath().some((at) => at.localName === "a")) event.preventDefault(); });</script>
  <header><nav><ul><li><a href="/a">Stools</a></li><li><a href="/b">Lamps</a></li><li><a href="/c">Mugs</a></li><li><a href="/d">Rugs</a></li></ul></nav></header>
  <main>${body}</main>`;

async function open(shop: ShopPage, body: string, path = "/changing/one"): Promise<void> {
  await shop.page.route("**/changing/*", (route) =>
    route.fulfill({ contentType: "text/html", body: page(body) }),
  );
  await shop.open(path);
  await shop.ranking();
}

const rankings = (browserPage: Page): Promise<Ranking[]> =>
  browserPage.evaluate(() => [...window.personalRank!.rankings]);
const ids = (browserPage: Page, list: string): Promise<string[]> =>
  browserPage
    .locator(`${list} .product-card`)
    .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset["id"]!));

/** Teaches a taste for Cedar on the page that is open. */
async function likeCedar(shop: ShopPage): Promise<void> {
  await shop.look();
  const { generation } = (await shop.inspect()).started;
  for (const at of [0, 1]) {
    await shop.page.locator('.product-card[data-brand="Cedar"] a').nth(at).click();
    await shop.generation(generation + at + 1);
  }
}
const meanPlace = (all: readonly string[]): number => {
  const places = [...all.keys()].filter((at) => Number(all[at].split("-")[1]) % 3 === 2);
  return places.reduce((sum, at) => sum + at, 0) / places.length;
};

test("several lists of a page are found, each ranked under its own name, and the menu is left alone", async ({
  shop,
}) => {
  await open(
    shop,
    `<h2>New stools</h2><ul id="stools">${cards("stool", 12)}</ul><h2>New lamps</h2><ul id="lamps">${cards("lamp", 12)}</ul>`,
  );
  await expect.poll(async () => (await rankings(shop.page)).length).toBe(2);
  const [first, second] = await rankings(shop.page);
  expect(first.listId).not.toBe(second.listId);
  expect([first.items[0].id, second.items[0].id]).toEqual(["stool-0", "lamp-0"]);
  await likeCedar(shop); // on the first list
  await shop.page.reload();
  await expect.poll(async () => (await rankings(shop.page)).length).toBe(2);
  expect(meanPlace(await ids(shop.page, "#lamps"))).toBeLessThan(4);
  expect(await shop.page.locator("nav a").allTextContents()).toEqual(["Stools", "Lamps", "Mugs", "Rugs"]);
  expect([...shop.exceptions, ...shop.messages]).toEqual([]);
});

test("cards that are loaded later are ranked among what was not seen, and what was seen stays", async ({
  shop,
}) => {
  await open(shop, `<ul id="stools">${cards("stool", 12)}</ul>`);
  await likeCedar(shop);
  await shop.open("/changing/two");
  await shop.ranking();
  await shop.look();
  const before = await ids(shop.page, "#stools");
  await shop.page.evaluate(
    (html) => document.querySelector("#stools")!.insertAdjacentHTML("beforeend", html),
    cards("stool", 12, 12),
  );
  await expect.poll(async () => (await shop.ranking()).items.length).toBe(24);
  const after = await ids(shop.page, "#stools");
  expect(after.slice(0, 4)).toEqual(before.slice(0, 4));
  const added = after.filter((id) => Number(id.split("-")[1]) >= 12);
  expect(meanPlace(added)).toBeLessThan(3);
});

test("an order that the visitor has asked for is never overridden", async ({ shop }) => {
  const sort = `<label>Sort by <select id="sort" name="sort_by"><option value="manual">Featured</option><option value="price-ascending">Price, low to high</option></select></label>`;
  await open(shop, `${sort}<ul id="stools">${cards("stool", 18)}</ul>`);
  await likeCedar(shop);
  await shop.open("/changing/two");
  await shop.ranking();
  await shop.page.evaluate(() =>
    document.querySelector("#sort")!.addEventListener("change", () => {
      const list = document.querySelector("#stools")!;
      const price = (element: Element): number => Number((element as HTMLElement).dataset["price"]);
      list.append(...[...list.children].sort((a, b) => price(a) - price(b)));
    }),
  );
  await shop.page.locator("#sort").selectOption("price-ascending");
  const prices = (): Promise<number[]> =>
    shop.page
      .locator("#stools .product-card")
      .evaluateAll((all) => all.map((one) => Number((one as HTMLElement).dataset["price"])));
  await shop.page.waitForTimeout(2_500);
  expect(await prices()).toEqual((await prices()).toSorted((a, b) => a - b));
  // Clicks on the sorted list are learned from, and move nothing either.
  const { generation } = (await shop.inspect()).started;
  await shop.page.locator(".product-card a").nth(2).click();
  await shop.generation(generation + 1);
  await shop.page.waitForTimeout(500);
  expect(await prices()).toEqual((await prices()).toSorted((a, b) => a - b));
});

test("a page that the visitor has opened sorted by price stays so", async ({ shop }) => {
  await open(shop, `<ul id="stools">${cards("stool", 12)}</ul>`);
  await likeCedar(shop);
  await shop.open("/changing/two?sort_by=price-ascending");
  expect((await shop.ranking()).items.map(({ shopIndex }) => shopIndex)).toEqual([...Array(12).keys()]);
  expect((await ids(shop.page, "#stools"))[0]).toBe("stool-0");
});

test("a page without page loads is ranked anew, for what its address now asks", async ({ shop }) => {
  await open(shop, `<ul id="results">${cards("stool", 12)}</ul>`, "/changing/one?q=stool");
  expect((await shop.ranking()).query).toBe("stool");
  await likeCedar(shop);
  await shop.page.evaluate(
    (html) => {
      history.pushState(null, "", "/changing/one?q=lamp");
      document
        .querySelector("#results")!
        .replaceWith(Object.assign(document.createElement("ul"), { id: "results", innerHTML: html }));
    },
    cards("lamp", 12),
  );
  await expect.poll(async () => (await rankings(shop.page)).at(0)?.query).toBe("lamp");
  expect(meanPlace(await ids(shop.page, "#results"))).toBeLessThan(4);
  expect(shop.exceptions).toEqual([]);
});

test("with data-list=none no list is looked for", async ({ shop }) => {
  await shop.page.route("**/changing/*", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: page(`<ul id="stools">${cards("stool", 12)}</ul>`).replace(
        "data-consent",
        'data-list="none" data-consent',
      ),
    }),
  );
  await shop.open("/changing/one");
  await shop.page.waitForFunction(() => window.personalRank?.state === "ready");
  expect(await shop.page.evaluate(() => window.personalRank!.hasList)).toBe(false);
});

test("the visitor's switch brings the shop's order back on this and the next page, and keeps what was learned", async ({
  shop,
}) => {
  await open(shop, `<ul id="stools">${cards("stool", 12)}</ul>`);
  await likeCedar(shop);
  await shop.open("/changing/two");
  await shop.ranking();
  const personal = await ids(shop.page, "#stools");
  const shopOrder = Array.from({ length: 12 }, (_, at) => `stool-${at}`);
  expect(personal).not.toEqual(shopOrder);
  await shop.page.evaluate(() => window.personalRank!.turn(false));
  expect(await ids(shop.page, "#stools")).toEqual(shopOrder);
  expect(await shop.page.evaluate(() => [window.personalRank!.state, window.personalRank!.isOn])).toEqual([
    "switched-off",
    false,
  ]);
  await shop.open("/changing/three");
  await shop.page.waitForTimeout(1_000);
  expect(await ids(shop.page, "#stools")).toEqual(shopOrder);
  expect(shop.page.workers()).toHaveLength(0);
  await shop.page.evaluate(() => window.personalRank!.turn(true));
  await shop.ranking();
  await expect.poll(() => ids(shop.page, "#stools")).toEqual(personal);
});
