import { expect } from "@playwright/test";
import { syncKeyAt } from "./demo-server.ts";
import { test } from "./fixtures.ts";
import type { ShopPage } from "./shop-page.ts";

/** What a shop's page has in its head, by platform: the stub and a way to answer, as the vendors' scripts leave them. */
const HEADS = {
  tcf: `<script>
    let tcData = null; const heard = new Map();
    window.__tcfapi = (command, version, callback, id) => {
      if (command === "removeEventListener") return callback(heard.delete(id), true);
      if (command !== "addEventListener") return;
      const listenerId = heard.size + 1;
      heard.set(listenerId, (data) => callback({ ...data, listenerId }, true));
      if (tcData !== null) heard.get(listenerId)(tcData);
    };
    window.answer = (isGranted) => {
      tcData = { gdprApplies: true, eventStatus: "useractioncomplete",
        purpose: { consents: { 1: isGranted, 5: isGranted, 6: isGranted } } };
      for (const hear of heard.values()) hear(tcData);
    };
  </script>`,
  "consent-mode": `<script>
    window.dataLayer = window.dataLayer || [];
    function gtag() { dataLayer.push(arguments); }
    const all = (value) => ({ ad_storage: value, functionality_storage: value, personalization_storage: value });
    gtag("consent", "default", { ...all("denied"), wait_for_update: 500 });
    window.answer = (isGranted) => gtag("consent", "update", all(isGranted ? "granted" : "denied"));
  </script>`,
  shopify: `<script>
    let choice = "";
    window.Shopify = { loadFeatures: (features, done) => setTimeout(() => {
      Shopify.customerPrivacy = { preferencesProcessingAllowed: () => choice === "yes",
        currentVisitorConsent: () => ({ preferences: choice }) };
      done();
    }, 300) };
    window.answer = (isGranted) => {
      choice = isGranted ? "yes" : "no";
      document.dispatchEvent(new CustomEvent("visitorConsentCollected", { detail: { preferencesAllowed: isGranted } }));
    };
  </script>`,
} as const;

const BRANDS = ["Alder", "Birch", "Cedar"];

/** A shop's page whose tag asks `source`. */
function shopPage(source: string, head: string, syncKey: string): string {
  const cards = Array.from(
    { length: 24 },
    (_, at) => `<li data-id="stool-${at}" data-brand="${BRANDS[at % 3]}" style="height:160px">
      <a href="#"><h3>${BRANDS[at % 3]} stool number ${at}</h3></a></li>`,
  );
  return `<!doctype html><title>Stools</title>${head}
    <ul id="results">${cards.join("")}</ul>
    <script>addEventListener("click", (event) => { if (event.target.closest("a")) event.preventDefault(); });</script>
    <script type="module" src="/personal-rank.js" data-list="#results" data-consent="${source}" data-backend="wasm" data-sync="/v1" data-sync-key="${syncKey}"></script>`;
}

async function openShop(shop: ShopPage, source: string, head: string): Promise<void> {
  const syncKey = await syncKeyAt(shop.baseUrl);
  await shop.page.unroute("**/stools");
  await shop.page.route("**/stools", (route) =>
    route.fulfill({ contentType: "text/html", body: shopPage(source, head, syncKey) }),
  );
  await shop.open("/stools");
}

const answer = (shop: ShopPage, isGranted: boolean): Promise<void> =>
  shop.page.evaluate(
    (granted) => (window as unknown as { answer: (isGranted: boolean) => void }).answer(granted),
    isGranted,
  );
const state = (shop: ShopPage): Promise<string | undefined> =>
  shop.page.evaluate(() => window.personalRank?.state);
const ids = (shop: ShopPage): Promise<string[]> =>
  shop.page
    .locator("#results > li")
    .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset["id"]!));
/** Everything that a visitor's browser could be holding of us. */
const kept = (shop: ShopPage): Promise<string[]> =>
  shop.page.evaluate(async () => [
    ...(await indexedDB.databases()).map(({ name }) => name ?? ""),
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage),
    ...(await caches.keys()),
  ]);

/** Looks, and chooses three of a brand. */
async function choose(shop: ShopPage, brand: string): Promise<void> {
  await shop.look();
  for (const at of [0, 1, 2]) await shop.page.locator(`[data-brand="${brand}"] a`).nth(at).click();
  await shop.generation(3);
}

for (const [source, head] of Object.entries(HEADS)) {
  for (const named of [source, "auto"]) {
    test(`consent="${named}" with ${source}: nothing before, everything after, and not a trace once it is taken back`, async ({
      newVisitor,
    }) => {
      const shop = await newVisitor({ consent: null });
      const loaded: string[] = [];
      shop.page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
      await openShop(shop, named, head);
      const before = await ids(shop);
      await shop.look();
      await shop.page.waitForTimeout(1_500);
      expect(await state(shop)).toBe("waiting-for-consent");
      expect(await kept(shop)).toEqual([]);
      expect(shop.page.workers()).toEqual([]);
      expect(loaded.filter((path) => /session|worker|models|v1/.test(path))).toEqual([]);

      await answer(shop, true);
      await shop.ranking();
      await choose(shop, "Cedar");
      expect(await kept(shop)).toContain("personal-rank");
      await expect.poll(() => ids(shop)).not.toEqual(before);

      await answer(shop, false);
      await expect.poll(() => kept(shop)).toEqual([]);
      expect(await ids(shop)).toEqual(before);
      expect(await state(shop)).toBe("waiting-for-consent");
      expect(shop.page.workers()).toEqual([]);
      expect(shop.exceptions).toEqual([]);
    });
  }
}

test("a platform that comes three seconds after the page is heard", async ({ newVisitor }) => {
  const shop = await newVisitor({ consent: null });
  await openShop(shop, "tcf", "");
  await shop.page.waitForTimeout(3_000);
  expect(await state(shop)).toBe("waiting-for-consent");
  await shop.page.addScriptTag({ content: HEADS.tcf.replaceAll(/<\/?script>/g, "") });
  await answer(shop, true);
  await shop.ranking();
});

test("one platform that has not answered holds back another that has granted", async ({ newVisitor }) => {
  const shop = await newVisitor({ consent: null });
  const google = HEADS["consent-mode"].replace("window.answer", "window.answerGoogle");
  await openShop(shop, "auto", HEADS.tcf + google);
  await answer(shop, true);
  await shop.page.waitForTimeout(1_500);
  expect(await state(shop)).toBe("waiting-for-consent");
  expect(await kept(shop)).toEqual([]);
  await shop.page.evaluate(() =>
    (window as unknown as { answerGoogle: (isGranted: boolean) => void }).answerGoogle(true),
  );
  await shop.ranking();
});

test("the denying default of each page erases nothing: the visitor's answer comes after it", async ({
  newVisitor,
}) => {
  const shop = await newVisitor({ consent: null });
  const head = HEADS["consent-mode"];
  await openShop(shop, "consent-mode", head);
  await answer(shop, true);
  await shop.ranking();
  await choose(shop, "Cedar");
  await openShop(shop, "consent-mode", head);
  await shop.page.waitForTimeout(1_000);
  await answer(shop, true);
  await shop.ranking();
  expect((await shop.inspect()).started.generation).toBe(3);
});

test("consent that was taken back elsewhere erases on the next page with a tag", async ({ newVisitor }) => {
  const shop = await newVisitor({ consent: null });
  await openShop(shop, "tcf", HEADS.tcf);
  await answer(shop, true);
  await shop.ranking();
  await choose(shop, "Cedar");
  await openShop(shop, "tcf", `${HEADS.tcf}<script>answer(false)</script>`);
  await expect.poll(() => kept(shop)).toEqual([]);
});

test("Global Privacy Control is a no with auto, until the visitor asks by hand; nothing is sent even then", async ({
  newVisitor,
}) => {
  const shop = await newVisitor({ consent: null });
  await shop.page.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true }),
  );
  const head = `${HEADS.tcf}<script>answer(true)</script>`;
  await openShop(shop, "auto", head);
  await shop.page.waitForTimeout(1_500);
  expect(await state(shop)).toBe("waiting-for-consent");
  expect(await kept(shop)).toEqual([]);

  await shop.page.evaluate(() => window.personalRank!.turn(true));
  await shop.ranking();
  await openShop(shop, "auto", head); // the choice holds for the next page
  await shop.ranking();
  expect(await shop.page.evaluate(() => window.personalRank!.share())).toMatchObject({
    outcome: "no-server",
  });
  expect(shop.syncRequests).toEqual([]);
});

test("Global Privacy Control with a platform that is named: ranked on the device, and nothing is sent", async ({
  newVisitor,
}) => {
  const shop = await newVisitor({ consent: null });
  await shop.page.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true }),
  );
  await openShop(shop, "tcf", `${HEADS.tcf}<script>answer(true)</script>`);
  await shop.ranking();
  expect(await shop.page.evaluate(() => window.personalRank!.share())).toMatchObject({
    outcome: "no-server",
  });
  expect(shop.syncRequests).toEqual([]);
});

test("a platform that throws leaves the shop's page alone", async ({ newVisitor }) => {
  const shop = await newVisitor({ consent: null });
  await openShop(
    shop,
    "auto",
    `<script>window.__tcfapi = () => { throw new Error("hostile"); };
      window.Shopify = { get loadFeatures() { throw new Error("hostile"); } };
      window.dataLayer = Object.freeze([]);</script>`,
  );
  await shop.page.waitForTimeout(1_500);
  expect(await state(shop)).toBe("waiting-for-consent");
  expect(shop.exceptions).toEqual([]);
});
