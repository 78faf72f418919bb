import { expect } from "@playwright/test";
import { test } from "./engine-fixtures.ts";
import type { EngineShop } from "./engine-shop.ts";

/** A page whose tag has no selector; each of its cards is a schema.org product. */
const PATH = "/examples/shop.html";
const CARDS = 28;
const LIKED = "Tents";

interface Card {
  readonly sku: string;
  readonly category: string;
}

/** The cards of the long list, from top to bottom. */
function cards(shop: EngineShop): Promise<Card[]> {
  return shop.visitor.evaluate((count) => {
    const lists = [...document.querySelectorAll<HTMLElement>(".cards")];
    const list = lists.find(({ childElementCount }) => childElementCount === count);
    return [...(list?.children ?? [])].map((card) => ({
      sku: card.querySelector<HTMLMetaElement>("[itemprop=sku]")!.content,
      category: card.querySelector("[itemprop=category]")!.textContent.trim(),
    }));
  }, CARDS);
}

const skus = async (shop: EngineShop): Promise<string[]> => (await cards(shop)).map(({ sku }) => sku);

async function openRanked(shop: EngineShop): Promise<void> {
  await shop.open(PATH);
  await shop.waitFor(
    "a ranking of the long list",
    (count) => window.personalRank?.rankings.some(({ items }) => items.length === count) === true,
    CARDS,
  );
  await shop.settled();
}

/** Presses a button of the visitor's switch by its keyboard focus: a driver finds nothing inside a shadow root. */
async function pressInSwitch(shop: EngineShop, selector: string): Promise<void> {
  const focus = (wanted: string): boolean => {
    const root = document.querySelector("personal-rank-switch")?.shadowRoot;
    const button = root?.querySelector<HTMLElement>(wanted);
    button?.focus();
    return button != null && root?.activeElement === button;
  };
  await shop.waitFor(`${selector} of the switch`, focus, selector);
  await shop.visitor.press("Enter");
}

test("without a selector the lists are found; after the third choice, with carts and a purchase, the order is personal; the visitor's switch takes it back, and erases", async ({
  launch,
}) => {
  const shop = await launch();
  await shop.open(PATH);
  const before = await cards(shop);
  const shopOrder = before.map(({ sku }) => sku);
  await shop.visitor.click("[data-consent-button]");
  await openRanked(shop);
  expect(await skus(shop)).toEqual(shopOrder);
  await shop.waitFor("both lists", () => window.personalRank!.rankings.length === 2);

  const liked = before.filter(({ category }) => category === LIKED).map(({ sku }) => sku);
  const [chosen, others] = [liked.slice(0, 3), liked.slice(3)];
  for (const [at, sku] of chosen.entries()) {
    await shop.look();
    await shop.visitor.click(`.cards a[href$="item=${sku}"]`);
    await shop.waitFor("the product page", (wanted) => location.search.endsWith(wanted), sku);
    await shop.read();
    if (at === 2) await shop.visitor.click(`[data-personal-rank-item="${sku}"]`);
    if (at === 2)
      await shop.visitor.evaluate(
        (id) => window.personalRank!.feedback.acted("purchase", [id]), // as a thank-you page does
        chosen[0],
      );
    await openRanked(shop);
  }
  await shop.waitFor("the cart and the purchase", async () => {
    const types = (await window.personalRank!.inspect()).events.map(({ type }) => type);
    return types.includes("cart") && types.includes("purchase");
  });
  await openRanked(shop);
  const { events } = await shop.inspect();
  const idsOf = (type: string): string[] =>
    events.filter((event) => event.type === type).map(({ itemId }) => itemId);
  expect(idsOf("click").toSorted()).toEqual(chosen.toSorted());
  expect(idsOf("cart")).toEqual([chosen[2]]);
  expect(idsOf("purchase")).toEqual([chosen[0]]);
  const personal = await skus(shop);
  const mean = (order: readonly string[]): number =>
    others.reduce((sum, sku) => sum + order.indexOf(sku), 0) / others.length;
  expect(mean(personal)).toBeLessThan(mean(shopOrder) - 2);

  await shop.visitor.evaluate(() => {
    const script = document.createElement("script");
    script.type = "module";
    script.src = "/personal-rank-switch.js";
    document.querySelector("main")!.before(document.createElement("personal-rank-switch"), script);
  });
  await pressInSwitch(shop, "[aria-expanded=false]");
  await pressInSwitch(shop, "[role=switch][aria-checked=true]");
  await shop.waitFor("the switch to be off", () => window.personalRank?.state === "switched-off");
  expect(await skus(shop)).toEqual(shopOrder);
  await pressInSwitch(shop, "[role=switch][aria-checked=false]");
  await shop.waitFor("the switch to be on", () => window.personalRank?.state === "ready");
  await expect.poll(() => skus(shop)).toEqual(personal);
  await pressInSwitch(shop, "[part~=erase-button]");
  await pressInSwitch(shop, "[part~=confirm-button]");
  await shop.waitFor("an empty log", async () => (await window.personalRank!.inspect()).events.length === 0);
  await expect.poll(() => skus(shop)).toEqual(shopOrder);
});
