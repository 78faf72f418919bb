import { expect } from "@playwright/test";
import { brandTaste, builtInCatalogue, liked, meanRanks, teach } from "../taste.ts";
import { test } from "./engine-fixtures.ts";
import { type EngineShop, pause } from "./engine-shop.ts";

const catalogue = builtInCatalogue();
const MIN_IMPROVEMENT = 0.3;

test("a visitor who has not been asked sees the shop's order, and nothing is stored; with consent the first list is ranked on the CPU, into the shop's order, and is kept", async ({
  launch,
  engine,
}) => {
  const shop = await launch();
  await shop.open("/search?q=lamp");
  const before = await shop.idsOnPage();
  await shop.look();
  await shop.follow(before[1]);
  await shop.open("/search?q=lamp");
  expect(await shop.idsOnPage()).toEqual(before);
  expect(await shop.databases()).toEqual([]);
  expect(await shop.visitor.evaluate(() => window.personalRank?.state)).toBe("waiting-for-consent");

  const consentAtMs = Date.now();
  await shop.visitor.click('[data-consent-choice="granted"]');
  const ranking = await shop.ranking();
  const firstOrderS = (Date.now() - consentAtMs) / 1_000;
  expect(ranking.items.map(({ shopIndex }) => shopIndex)).toEqual([...ranking.items.keys()]);
  expect(await shop.idsOnPage()).toEqual(before);
  expect(await shop.databases()).toEqual(["personal-rank"]);
  const { started, encoder } = await shop.inspect();
  expect(started).toMatchObject({ backend: "wasm", storage: "indexeddb", generation: 0 });
  const nextAtMs = Date.now();
  await shop.search("chair");
  const nextOrderS = (Date.now() - nextAtMs) / 1_000;
  const offers = await shop.visitor.evaluate(() => ({
    webgpu: "gpu" in navigator,
    moveBefore: "moveBefore" in Element.prototype,
    navigation: "navigation" in window,
    readingFlow: CSS.supports("reading-flow", "normal"),
    trustedTypes: "trustedTypes" in window,
  }));
  console.log(
    `${engine!.version}: ${JSON.stringify({ firstOrderS, nextOrderS, ...offers, why: encoder?.why })}`,
  );
});

test("after three clicks on a brand its items rise on another query's page, and do so after a reload; what is shared reaches the server", async ({
  shop,
  demo,
  engineName,
}) => {
  const taste = brandTaste("Lindhavn");
  await teach(shop, { taste, catalogue, queries: ["lamp"], clicksPerQuery: 3 });
  const ranking = await shop.search("mug");
  const never = liked(ranking, { taste, catalogue });
  const { shop: before, shown: after, improvement } = meanRanks(ranking, never);
  console.log(`${engineName}, ${taste.name}: mean rank ${before.toFixed(1)} -> ${after.toFixed(1)}`);
  expect(ranking.generation).toBeGreaterThanOrEqual(3);
  expect(improvement).toBeGreaterThanOrEqual(MIN_IMPROVEMENT);
  expect(await shop.idsOnPage()).toEqual(ranking.items.map(({ id }) => id));
  await shop.visitor.reload();
  expect(meanRanks(await shop.ranking(), never).improvement).toBeGreaterThanOrEqual(improvement);

  const { outcome } = await shop.visitor.evaluate(() => window.personalRank!.share());
  console.log(`${engineName}: shared, ${outcome}`);
  await expect.poll(() => demo.headVersion()).toBe(1); // this shop closes a round with the first delta
});

test("of eight clicks that leave the page at once, none is lost", async ({ shop }) => {
  const clicked: string[] = [];
  for (const query of ["lamp", "chair"]) {
    for (let click = 0; click < 4; click++) {
      const ids = (await shop.search(query)).items.map(({ id }) => id);
      const id = ids.find((other) => !clicked.includes(other))!;
      await shop.hop(id);
      clicked.push(id);
    }
  }
  await shop.search("lamp");
  await shop.waitFor(
    "eight clicks",
    async (wanted) => {
      const { events } = await window.personalRank!.inspect();
      return events.filter(({ type }) => type === "click").length >= wanted;
    },
    clicked.length,
  );
  const { events } = await shop.inspect();
  const kept = events.filter(({ type }) => type === "click").map(({ itemId }) => itemId);
  expect(kept.toSorted()).toEqual(clicked.toSorted());
});

test("on the way back the cards that were seen stand where they stood, and the look at the product counts", async ({
  shop,
  engineName,
}) => {
  await shop.search("lamp");
  await shop.visitor.evaluate(() =>
    addEventListener("pageshow", (event) =>
      Object.assign(window, { cameFromCache: (event as PageTransitionEvent).persisted }),
    ),
  );
  await shop.look();
  const before = await shop.idsOnPage();
  const seen = await onScreen(shop);
  const id = before[2];
  await shop.follow(id);
  await pause(11_000); // a look of ten seconds is a long one
  await shop.visitor.back();
  await shop.waitFor("the list", () => location.pathname === "/search");
  await shop.ranking();
  await shop.generation(2);
  const fromCache = await shop.visitor.evaluate(() => "cameFromCache" in window);
  console.log(`${engineName}: the way back came from ${fromCache ? "the browser's cache" : "a new load"}`);
  const dwells = (await shop.inspect()).events.filter(({ type }) => type === "dwell");
  expect(dwells.map(({ itemId }) => itemId)).toEqual([id]);
  const after = await shop.idsOnPage();
  if (fromCache)
    expect(seen.map((card) => after.indexOf(card))).toEqual(seen.map((card) => before.indexOf(card)));
  expect(after.toSorted()).toEqual(before.toSorted());
  expect(await shop.visitor.evaluate(() => window.personalRank?.state)).toBe("ready");
});

/** Ids of the cards of which half is in the window. */
function onScreen(shop: EngineShop): Promise<string[]> {
  return shop.visitor.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("#results > .card")]
      .filter((card) => {
        const { top, bottom } = card.getBoundingClientRect();
        return (top + bottom) / 2 < innerHeight;
      })
      .map((card) => card.dataset["id"] ?? ""),
  );
}
