import { type BrowserContext, expect, type Page } from "@playwright/test";
import type { Ranking } from "../src/ranking/ranking.ts";
import type { StoredEvent } from "../src/worker/protocol.ts";
import { EXAMPLE_VISITS } from "./example-visits.ts";
import { test } from "./fixtures.ts";

/** The pages under `public/examples/`, used as a visitor would: no selector is configured anywhere. */

const RANK_TIMEOUT_MS = 60_000;
/** The visitor looks at a card for a second before it counts. */
const LOOK_MS = 1_400;
for (const visit of EXAMPLE_VISITS) {
  const { kind, cards, subject, sign, use } = visit;

  test(`${kind}: the list is found and ranked, what counts there is learned, and what is like it rises`, async ({
    demo,
    browser,
    backend,
  }) => {
    const context = await browser.newContext();
    const { page, exceptions } = await visitorOf(context, backend);
    const url = `${demo.url}/examples/${kind}.html`;
    await page.goto(url);
    await consent(page);
    const first = await ranking(page, cards);
    expect(first.items.map(({ shopIndex }) => shopIndex)).toEqual([...first.items.keys()]);
    await expect
      .poll(() => page.evaluate(() => window.personalRank!.rankings.length))
      .toBe(kind === "shop" ? 2 : 1);

    const liked = await cardsOf(page, subject);
    expect(liked.length).toBeGreaterThanOrEqual(4);
    const [used, others] = [liked.slice(0, 2), liked.slice(2)];
    for (const [at, { card }] of used.entries()) {
      await page.goto(url);
      await ranking(page, cards);
      await page.locator(card).scrollIntoViewIfNeeded();
      await page.waitForTimeout(LOOK_MS);
      await use(page, card);
      await learned(page, sign, at + 1);
    }

    await page.goto(url);
    const last = await ranking(page, cards);
    const idOf = await idsByCard(page);
    const ids = others.map(({ card }) => idOf[card]);
    const { shop, shown } = meanRanks(last, ids);
    console.log(`${kind}, ${subject}: mean rank ${shop.toFixed(1)} -> ${shown.toFixed(1)} of ${cards}`);
    expect(last.generation).toBeGreaterThanOrEqual(2);
    expect(ids.filter((id) => id !== undefined)).toHaveLength(others.length);
    expect(shown).toBeLessThanOrEqual(shop - 2);
    expect(exceptions).toEqual([]);
    await context.close();
  });
}

for (const { kind, cards, control, sign } of [
  { kind: "feed", cards: 28, control: "Keep", sign: "engage" },
  { kind: "help", cards: 30, control: "Yes", sign: "goal" },
] as const) {
  test(`${kind}: what counts is learned on an item's own page too`, async ({ demo, browser, backend }) => {
    const context = await browser.newContext();
    const { page } = await visitorOf(context, backend);
    await page.goto(`${demo.url}/examples/${kind}.html`);
    await consent(page);
    await ranking(page, cards);
    await page.waitForTimeout(LOOK_MS);
    const card = page.locator("main .post, main .answer").nth(1);
    const href = (await card.locator("a").getAttribute("href"))!;
    if (kind === "help") await card.locator("summary").press("Enter");
    await card.locator("a").click();
    await page.waitForURL((url) => url.href.endsWith(href));
    await page.getByRole("button", { name: control }).press("Enter");
    await learned(page, sign, 1);
    await context.close();
  });
}

test("examples: nothing is ranked or stored before the button is pressed, and all is gone once it is pressed again", async ({
  demo,
  browser,
  backend,
}) => {
  const context = await browser.newContext();
  const { page } = await visitorOf(context, backend);
  await page.goto(`${demo.url}/examples/feed.html`);
  await page.waitForFunction(() => window.personalRank !== undefined);
  const databases = (): Promise<number> =>
    page.evaluate(async () => (await indexedDB.databases()).filter(({ name }) => name !== undefined).length);
  expect(await page.evaluate(() => window.personalRank!.state)).toBe("waiting-for-consent");
  expect(await databases()).toBe(0);
  await consent(page);
  await ranking(page, 28);
  expect(await databases()).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Order it for me" }).press("Enter");
  await expect.poll(databases).toBe(0);
  await context.close();
});

test("examples: the tab key goes through the cards in the order in which they are shown", async ({
  demo,
  browser,
  backend,
}) => {
  const context = await browser.newContext();
  const { page } = await visitorOf(context, backend);
  const url = `${demo.url}/examples/news.html`;
  await page.goto(url);
  await consent(page);
  await ranking(page, 24);
  const [{ card }] = (await cardsOf(page, "Farms")).slice(-1);
  await page.locator(`${card} a`).press("Enter");
  await page.waitForURL(/story=/);
  await page.goto(url);
  const { items } = await ranking(page, 24);
  expect(items.some(({ shopIndex, position }) => shopIndex !== position - 1)).toBe(true);
  await page.getByRole("button", { name: "Order it for me" }).focus();
  const focused: string[] = [];
  for (let at = 0; at < items.length; at++) {
    await page.keyboard.press("Tab");
    focused.push(
      await page.evaluate(() => {
        const { pathname, search } = document.activeElement as HTMLAnchorElement;
        return pathname + search;
      }),
    );
  }
  expect(focused).toEqual(
    items.map(({ id }) => (id.startsWith("/") ? id : `/examples/news.html?story=${id}`)),
  );
  await context.close();
});

test("examples: every page, and every card's own page, is there and says what it is", async ({
  demo,
  page,
}) => {
  await page.goto(`${demo.url}/examples/`);
  const links = await page
    .locator(".kinds a")
    .evaluateAll((found) => found.map((link) => (link as HTMLAnchorElement).href));
  expect(links).toHaveLength(5);
  for (const link of links) {
    await page.goto(link);
    const cards = await page
      .locator(`main a[href*="?"]`)
      .evaluateAll((found) => found.map((one) => [(one as HTMLAnchorElement).href, one.textContent.trim()]));
    expect(cards.length).toBeGreaterThanOrEqual(24);
    expect(new Set(cards.map(([href]) => href)).size).toBe(cards.length);
    const [[href]] = cards.slice(-1);
    await page.goto(href);
    await expect(page.locator("article.item h1")).not.toBeEmpty();
    const canonical = await page.locator("link[rel=canonical]").getAttribute("href");
    expect(new URL(canonical!, href).href).toBe(href);
    await expect(page.locator('script[type="application/ld+json"]')).toHaveCount(1);
  }
});

/** A new visitor with an empty browser profile, whose tags take the backend under test. */
async function visitorOf(
  context: BrowserContext,
  backend: string,
): Promise<{ page: Page; exceptions: string[] }> {
  await context.addInitScript((value) => {
    new MutationObserver((_, observer) => {
      const tag = document.querySelector<HTMLScriptElement>("script[data-kind]");
      if (tag === null) return;
      tag.dataset["backend"] = value;
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  }, backend);
  const page = await context.newPage();
  const exceptions: string[] = [];
  page.on("pageerror", (error) => exceptions.push(String(error)));
  return { page, exceptions };
}

async function consent(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Order it for me" }).press("Enter");
}

/** The ranking of the page's list with this many cards. */
async function ranking(page: Page, cards: number): Promise<Ranking> {
  const found = await page.waitForFunction(
    (wanted) => window.personalRank?.rankings.find(({ items }) => items.length === wanted),
    cards,
    { timeout: RANK_TIMEOUT_MS },
  );
  return (await found.jsonValue())!;
}

/** Waits until a sign has been learned of so many items. */
async function learned(page: Page, sign: StoredEvent["type"], items: number): Promise<void> {
  await page.waitForFunction(
    async ([wanted, count]) => {
      const { events } = await window.personalRank!.inspect();
      return new Set(events.filter(({ type }) => type === wanted).map(({ itemId }) => itemId)).size === count;
    },
    [sign, items] as const,
    { timeout: RANK_TIMEOUT_MS, polling: 200 },
  );
}

/** The cards that show a text in their small print, in the order of the page, each by a selector that holds on any page. */
function cardsOf(page: Page, subject: string): Promise<{ card: string }[]> {
  return page.locator("main .card, main .post, main .answer").evaluateAll(
    (cards, wanted) =>
      cards
        .filter((card) =>
          [...card.querySelectorAll(".meta, h2")].some((part) => part.textContent.includes(wanted)),
        )
        .map((card) => ({
          card: `:is(.card, .post, .answer):has(a[href="${card.querySelector("a")!.getAttribute("href")}"])`,
        })),
    subject,
  );
}

/** What the ranking calls each card, by the selector of {@link cardsOf}. */
async function idsByCard(page: Page): Promise<Record<string, string>> {
  return page.locator("main .card, main .post, main .answer").evaluateAll((cards) => {
    const known = new Set(window.personalRank!.rankings.flatMap(({ items }) => items.map(({ id }) => id)));
    return Object.fromEntries(
      cards.flatMap((card) => {
        const link = card.querySelector("a")!;
        const names = [
          (card as HTMLElement).dataset["id"],
          card.querySelector<HTMLMetaElement>("[itemprop=sku]")?.content,
          link.pathname + link.search,
          new URLSearchParams(link.search).values().next().value,
          card.querySelector("h2, h3")?.textContent?.trim(),
        ];
        const id = names.find((name) => name !== undefined && known.has(name));
        const selector = `:is(.card, .post, .answer):has(a[href="${link.getAttribute("href")}"])`;
        return id === undefined ? [] : [[selector, id]];
      }),
    );
  });
}

function meanRanks(ranking: Ranking, ids: readonly string[]): { shop: number; shown: number } {
  const items = ranking.items.filter(({ id }) => ids.includes(id));
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    shop: mean(items.map(({ shopIndex }) => shopIndex + 1)),
    shown: mean(items.map(({ position }) => position)),
  };
}
