import { expect } from "@playwright/test";
import { test } from "./engine-fixtures.ts";
import type { EngineShop } from "./engine-shop.ts";

/** One click, far down enough that the order changes. */
async function learnOneClick(shop: EngineShop): Promise<string> {
  await shop.search("lamp");
  await shop.look();
  const id = (await shop.idsOnPage())[5];
  await shop.follow(id);
  return id;
}

/** How many cards stand elsewhere than where the shop had them. */
async function moved(shop: EngineShop): Promise<number> {
  const { items } = await shop.ranking();
  return items.filter(({ shopIndex, position }) => shopIndex !== position - 1).length;
}

test("what was learned is there after the browser was closed and opened again; consent withdrawn erases it: no database is left, and the shop's order is back", async ({
  launch,
  profileDir,
}) => {
  const first = await launch({ profileDir });
  await first.open("/search?q=mug");
  const shopOrder = await first.idsOnPage();
  await first.consent();
  await learnOneClick(first);
  await first.search("chair");
  await first.generation(1);
  await first.look(); // how long the visitor had looked at the lamp is a lesson too, and comes with the way back
  const { items, generation } = await first.search("mug");
  expect(await moved(first)).toBeGreaterThan(0);
  await first.close();

  const second = await launch({ profileDir });
  const ranking = await second.search("mug");
  expect(ranking.generation).toBe(generation);
  expect(ranking.items.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
  expect((await second.inspect()).started.storage).toBe("indexeddb");

  expect(await second.databases()).toEqual(["personal-rank"]);
  await second.visitor.click("[data-consent-switch]");
  await second.waitFor("an empty storage", async () => (await indexedDB.databases()).length === 0);
  expect(await second.idsOnPage()).toEqual(shopOrder);
  expect(await second.visitor.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
  await second.open("/search?q=mug");
  expect(await second.idsOnPage()).toEqual(shopOrder);
  expect(await second.visitor.evaluate(() => window.personalRank?.state)).toBe("waiting-for-consent");
});

test("in a private window the list is ranked and learned from; one click that is forgotten leaves nothing of itself", async ({
  launch,
}) => {
  const shop = await launch({ without: "kept storage" });
  await shop.consent();
  const id = await learnOneClick(shop);
  await shop.search("chair");
  await shop.generation(1);
  expect(await moved(shop)).toBeGreaterThan(0);
  const { started, events } = await shop.inspect();
  expect(started.storage).toBe("indexeddb");
  const eventIds = events.filter(({ type }) => type === "click").map(({ eventId }) => eventId);
  expect(eventIds).toHaveLength(1);
  const forgotten = await shop.visitor.evaluate(
    (ids) => window.personalRank!.forget({ eventIds: ids }),
    eventIds,
  );
  // The click, and the look at the card before it.
  expect(forgotten).toMatchObject({ events: 2, tooOld: 0 });
  const left = await shop.inspect();
  expect(left.events.filter(({ itemId, type }) => itemId === id && type === "click")).toEqual([]);
  expect(await moved(shop)).toBe(0);
  await shop.search("mug");
  expect(await moved(shop)).toBe(0);
});

test("where the browser refuses all storage the list is ranked and learned from, in memory", async ({
  launch,
}) => {
  const shop = await launch({ without: "any storage" });
  shop.expectedLine = /^personal-rank: Cannot/;
  await shop.consent();
  expect((await shop.inspect()).started.storage).toBe("memory");
  await shop.look();
  // Memory ends with the page: the click must stay on it.
  await shop.visitor.evaluate(() => addEventListener("click", (event) => event.preventDefault()));
  const third = (await shop.idsOnPage())[2];
  await shop.visitor.click(`#results > .card[data-id="${third}"] a`);
  await shop.generation(1);
  await expect.poll(() => moved(shop)).toBeGreaterThan(0);
  expect(shop.visitor.consoleLines).toHaveLength(1);
});

test("where there is no WebAssembly the shop's order stays, and the page is told once", async ({
  launch,
}) => {
  const shop = await launch({ without: "webassembly" });
  shop.expectedLine = /^personal-rank: Cannot/;
  await shop.open("/search?q=lamp");
  const before = await shop.idsOnPage();
  await shop.visitor.click('[data-consent-choice="granted"]');
  await expect.poll(() => shop.visitor.consoleLines, { timeout: 60_000 }).toHaveLength(1);
  await shop.look();
  expect(await shop.idsOnPage()).toEqual(before);
  expect(shop.visitor.consoleLines[0]).toContain("WebAssembly");
  expect(shop.visitor.consoleLines).toHaveLength(1);
  expect(await shop.visitor.evaluate(() => window.personalRank?.ranking)).toBeNull();
});
