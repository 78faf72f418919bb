import { expect, type Page } from "@playwright/test";
import type { Ranking } from "../src/ranking/ranking.ts";
import type { Interaction } from "../src/ranking/interaction.ts";
import { syncKeyAt } from "./demo-server.ts";
import { test } from "./fixtures.ts";
import type { ShopPage } from "./shop-page.ts";

const BRANDS = ["Alder", "Birch", "Cedar"];

/**
 * A page of a shop that uses the element: 24 cards by data attributes, the fourth one pinned, links that stay. With `isBelow` the
 * visitor sees none of them until they scroll: on a slow machine the first screen would have been seen, and kept, before it is ranked.
 */
function elementPage({
  query,
  syncKey,
  isBelow,
}: {
  query: string;
  syncKey: string;
  isBelow: boolean;
}): string {
  const cards = Array.from({ length: 24 }, (_, at) => {
    const brand = BRANDS[at % 3];
    return `<li class="card" data-id="${query}-${at}" data-brand="${brand}" data-price="${10 + at}" ${at === 3 ? "data-pinned" : ""} style="height:160px">
      <a href="#"><h3>${brand} ${query} number ${at}</h3></a> <label>note <input></label>
      <button type="button" data-personal-rank-action="cart" data-personal-rank-item="${query}-${at}">Add</button></li>`;
  });
  return `<!doctype html><title>${query}</title><script type="module" src="/personal-rank.js"></script>
    <script>addEventListener("click", (event) => { if (event.target.closest("a")) event.preventDefault(); });
      window.orders = []; document.addEventListener("personal-rank:order", ({ detail }) => orders.push(detail.ranking));</script>
    <personal-rank item=".card" list-id="shelf" query="${query}" consent="granted" backend="wasm" sync="/v1" sync-key="${syncKey}"><ul id="results" ${isBelow ? 'style="margin-top:110vh"' : ""}>${cards.join("")}</ul></personal-rank>`;
}

async function openElement(shop: ShopPage, query = "stool", isBelow = false): Promise<Ranking> {
  const syncKey = await syncKeyAt(shop.baseUrl);
  await shop.page.route(`**/element/*`, (route) =>
    route.fulfill({
      contentType: "text/html",
      body: elementPage({
        query: new URL(route.request().url()).pathname.split("/").at(-1),
        syncKey,
        isBelow,
      }),
    }),
  );
  return shop.openRanked(`/element/${query}`);
}

const orders = (page: Page): Promise<Ranking[]> =>
  page.evaluate(() => (window as unknown as { orders: Ranking[] }).orders);

async function events(shop: ShopPage, type: Interaction["type"]): Promise<string[]> {
  return (await shop.inspect()).events.filter((event) => event.type === type).map(({ itemId }) => itemId);
}

test("the element fires personal-rank:order with the ranking that is on the page", async ({ shop }) => {
  const ranking = await openElement(shop);
  expect(ranking).toMatchObject({ listId: "shelf", query: "stool", headVersion: 0, generation: 0 });
  expect((await orders(shop.page))[0].id).toBe(ranking.id);
  expect(await shop.idsOnPage()).toEqual(ranking.items.map(({ id }) => id));
});

test("a click re-ranks at once what the visitor has not seen, and leaves what was seen and what is pinned", async ({
  shop,
}) => {
  await openElement(shop);
  await shop.look();
  await expect.poll(() => events(shop, "impression"), { timeout: 10_000 }).not.toHaveLength(0);
  const before = await shop.idsOnPage();
  const seen = new Set(await events(shop, "impression"));
  expect(seen.size).toBeLessThan(8);
  await shop.page.locator('.card[data-brand="Cedar"] a').first().click();
  await expect.poll(async () => (await orders(shop.page)).at(-1).generation).toBe(1);
  const after = await shop.idsOnPage();
  const ranking = (await orders(shop.page)).at(-1);
  expect(after).toEqual(ranking.items.map(({ id }) => id));
  for (const [place, id] of before.entries())
    if (seen.has(id) || id === "stool-3") expect(after[place]).toBe(id);
  const meanPlace = (ids: readonly string[]): number => {
    const places = [...ids.keys()].filter(
      (place) => !seen.has(ids[place]) && Number(ids[place].split("-")[1]) % 3 === 2,
    ); // Cedar
    return places.reduce((sum, place) => sum + place, 0) / places.length;
  };
  expect(meanPlace(after)).toBeLessThan(meanPlace(before) - 2);
  expect(shop.exceptions).toEqual([]);
});

test("a pinned card keeps its place on the next list, where the rest is ordered by taste", async ({
  shop,
}) => {
  for (const [turn, query] of ["stool", "chair"].entries()) {
    await openElement(shop, query);
    await shop.look();
    for (const at of [0, 1, 2]) {
      await shop.page.waitForTimeout(500); // who is quicker clicks like a machine
      await shop.page.locator('.card[data-brand="Cedar"] a').nth(at).click();
    }
    await shop.generation(3 * (turn + 1));
  }
  const ranking = await openElement(shop, "bench", true);
  expect(ranking.items[3]).toMatchObject({ id: "bench-3", isFixed: true });
  expect(ranking.items.slice(0, 3).map(({ id }) => Number(id.split("-")[1]) % 3)).toEqual([2, 2, 2]);
});

test("only cards that were really on screen count as seen", async ({ shop }) => {
  await openElement(shop);
  await shop.look();
  await expect.poll(() => events(shop, "impression"), { timeout: 10_000 }).not.toHaveLength(0);
  const visible = await shop.page.locator(".card").evaluateAll((cards) =>
    cards
      .filter((card) => {
        const { top, height } = card.getBoundingClientRect();
        return (Math.min(innerHeight, top + height) - top) / height >= 0.5;
      })
      .map((card) => (card as HTMLElement).dataset["id"]),
  );
  expect(new Set(await events(shop, "impression"))).toEqual(new Set(visible));
});

test("carts and purchases count, each tied to the ranking that led there", async ({ shop }) => {
  await openElement(shop);
  await shop.look();
  const id = "stool-1";
  const { id: firstRanking } = await shop.ranking();
  await shop.page.locator(`.card[data-id="${id}"] a`).click();
  await shop.generation(1);
  // The rest of the list was ranked again: a cart now belongs to the second ranking.
  await expect.poll(async () => (await shop.ranking()).generation).toBe(1);
  const { id: secondRanking } = await shop.ranking();
  await shop.page.locator(`.card[data-id="${id}"] button`).click();
  await shop.generation(2);
  // A purchase on a page that does not show the item goes back to the ranking in which it was clicked.
  await openElement(shop, "bench", true);
  await shop.page.evaluate(
    (item) =>
      document.dispatchEvent(
        new CustomEvent("personal-rank:action", { detail: { action: "purchase", items: [item] } }),
      ),
    id,
  );
  await shop.generation(3);
  const cause = async (type: Interaction["type"]): Promise<unknown> => {
    const found = (await shop.inspect()).events.find((event) => event.type === type);
    return [found?.itemId, found?.rankingId];
  };
  expect(await cause("click")).toEqual([id, firstRanking]);
  expect(await cause("cart")).toEqual([id, secondRanking]);
  expect(await cause("purchase")).toEqual([id, firstRanking]);
});

test("a cart button counts although the card has not been on screen for a second", async ({ shop }) => {
  await openElement(shop);
  await shop.page.locator('.card[data-id="stool-1"] button').click();
  await shop.generation(1);
  expect(await events(shop, "cart")).toEqual(["stool-1"]);
});

test("a purchase that is reported while the page loads is kept until the worker has started", async ({
  shop,
}) => {
  await openElement(shop);
  await shop.look();
  await shop.page.locator('.card[data-id="stool-1"] a').click();
  await shop.generation(1);
  await shop.page.route("**/thanks", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<!doctype html><script type="module" src="/personal-rank.js" data-consent="granted" data-backend="wasm"></script>
        <script type="module">document.dispatchEvent(new CustomEvent("personal-rank:action", { detail: { action: "purchase", items: ["stool-1"] } }));</script>`,
    }),
  );
  await shop.open("/thanks");
  const isReady = (): Promise<boolean> => shop.page.evaluate(() => window.personalRank?.state === "ready");
  await expect.poll(async () => ((await isReady()) ? events(shop, "purchase") : [])).toEqual(["stool-1"]);
  await shop.generation(2);
});

test("a script tag without data-item learns from clicks on the list's children", async ({ shop }) => {
  const cards = BRANDS.map((brand, at) => `<li data-id="${at}"><a href="#"><h3>${brand} stool</h3></a></li>`);
  await shop.page.route("**/plain", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<!doctype html><ul id="results">${cards.join("")}</ul>
        <script type="module" src="/personal-rank.js" data-list="#results" data-consent="granted" data-backend="wasm"></script>`,
    }),
  );
  await shop.openRanked("/plain");
  await shop.page.locator("h3").nth(1).click();
  await shop.generation(1);
  expect(await events(shop, "click")).toEqual(["1"]);
});

test("the element finds its cards by itself, and a card inside a list item is one card", async ({ shop }) => {
  const item = (at: number): string =>
    `<li><article data-id="n${at}"><a href="/p/${at}"><h3>Stool ${at}</h3></a></article></li>`;
  await shop.page.route("**/nested", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<!doctype html><script type="module" src="/personal-rank.js"></script>
        <personal-rank consent="granted" backend="wasm"><ul>${[0, 1, 2].map(item).join("")}</ul></personal-rank>`,
    }),
  );
  expect((await shop.openRanked("/nested")).items.map(({ id }) => id)).toEqual(["n0", "n1", "n2"]);
});

test("author's mistakes are told and thrown nowhere", async ({ shop }) => {
  await shop.recordErrors();
  await shop.page.route("**/mistakes", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<!doctype html><ul id="results"><li>a</li></ul>
        <script type="module" src="/personal-rank.js" data-list="#results" data-item="[[" data-sync="https://" data-consent="granted"></script>`,
    }),
  );
  await shop.open("/mistakes");
  expect((await shop.waitForError("protocol")).message).toContain("https://");
  expect((await shop.waitForError("bad-candidates")).message).toContain("[[");
  await shop.page.locator("li").click();
  expect(shop.exceptions).toEqual([]);
});

test("focus, half-typed text and the scroll position survive a re-ranking", async ({ shop }) => {
  await openElement(shop);
  await shop.look();
  const input = shop.page.locator(".card input").nth(10);
  await input.scrollIntoViewIfNeeded();
  await input.fill("half typed");
  const top = await shop.page.evaluate(() => document.scrollingElement!.scrollTop);
  await shop.page.evaluate(() =>
    (document.querySelector('.card[data-brand="Cedar"] a') as HTMLElement).click(),
  );
  await expect.poll(async () => (await orders(shop.page)).at(-1).generation).toBe(1);
  expect(
    await shop.page.evaluate(() => [
      document.activeElement?.tagName,
      (document.activeElement as HTMLInputElement).value,
    ]),
  ).toEqual(["INPUT", "half typed"]);
  expect(await shop.page.evaluate(() => document.scrollingElement!.scrollTop)).toBe(top);
});

test("the baseline rules learn too, when the attribute names them", async ({ shop }) => {
  for (const learner of ["sgd", "adamw"]) {
    await shop.page.route(`**/element/*`, (route) =>
      route.fulfill({
        contentType: "text/html",
        body: elementPage({ query: "stool", syncKey: "", isBelow: false }).replace(
          "consent=",
          `learner="${learner}" consent=`,
        ),
      }),
    );
    await shop.openRanked(`/element/${learner}`);
    await shop.look();
    await shop.page.locator('.card[data-brand="Cedar"] a').first().click();
    await expect.poll(async () => (await orders(shop.page)).at(-1).generation).toBe(1);
    expect((await shop.inspect()).learner).toBe(learner);
    await shop.page.evaluate(() => window.personalRank!.forget());
  }
});
