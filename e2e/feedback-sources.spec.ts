import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import type { Interaction } from "../src/ranking/interaction.ts";
import { test } from "./fixtures.ts";
import type { ShopPage } from "./shop-page.ts";

const TAG = `<script type="module" src="/personal-rank.js" data-consent="granted" data-backend="wasm"`;

/** A list whose cards are known by their links alone, as in many Shopify themes, and a form in each that names a variant. */
function listPage(): string {
  const cards = Array.from({ length: 8 }, (_, at) => {
    const form = `<form action="/cart/add" method="post"><input type="hidden" name="id" value="9${at}"><button>Add</button></form>`;
    return `<li><a href="/products/cap-${at}"><h3>Cap number ${at}</h3></a>${form}</li>`;
  });
  return `<!doctype html><title>Caps</title><style>li { height: 260px }</style><ul id="results">${cards.join("")}</ul>
    <script>
      window.dataLayer = [];
      addEventListener("click", (event) => { if (event.target.closest("a")) event.preventDefault(); });
      addEventListener("submit", (event) => { event.preventDefault(); window.onAdded?.(); });
    </script>${TAG} data-list="#results"></script>`;
}

const productPage = (at: number): string => `<!doctype html><title>Cap</title>
  <h1>Cap number ${at}</h1><form action="/cart/add" method="post"><input type="hidden" name="id" value="9${at}"><button>Add</button></form>${TAG}></script>`;

async function serve(shop: ShopPage, pages: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, body] of Object.entries({ "/caps": listPage(), ...pages }))
    await shop.page.route(`**${path}`, (route) => route.fulfill({ contentType: "text/html", body }));
}

async function events(shop: ShopPage, type: Interaction["type"]): Promise<string[]> {
  return (await shop.inspect()).events.filter((event) => event.type === type).map(({ itemId }) => itemId);
}

/** Opens the list and clicks a card, so that what is done later can be credited to it. */
async function clickCap(shop: ShopPage, at: number): Promise<string> {
  await shop.openRanked("/caps");
  await shop.look();
  await shop.page.getByText(`Cap number ${at}`).click();
  await shop.generation(1);
  return `/products/cap-${at}`;
}

async function isReady(shop: ShopPage): Promise<void> {
  await shop.page.waitForFunction(() => window.personalRank?.state === "ready");
}

const push = (shop: ShopPage, entry: object): Promise<void> =>
  shop.page.evaluate(
    (pushed) => void (window as unknown as { dataLayer: object[] }).dataLayer.push(pushed),
    entry,
  );

test("a purchase that the thank-you page tells Google Analytics counts once, however often that page is loaded", async ({
  shop,
}) => {
  const purchase = `dataLayer.push({ event: "purchase", ecommerce: { transaction_id: "T1", items: [{ item_id: "/products/cap-2" }, { item_id: "unknown" }] } });`;
  // In front of the tag, as tag managers want it.
  await serve(shop, {
    "/thanks": `<!doctype html><script>window.dataLayer = []; ${purchase}</script>${TAG}></script>`,
  });
  const id = await clickCap(shop, 2);
  await shop.open("/thanks");
  await isReady(shop);
  await shop.generation(2);
  for (let loads = 0; loads < 2; loads++) await shop.page.reload();
  await isReady(shop);
  expect(await events(shop, "purchase")).toEqual([id]);
  expect((await shop.inspect()).started.generation).toBe(2);
});

test("a click that the card and the data layer report counts once, and one that only the data layer knows counts too", async ({
  shop,
}) => {
  await serve(shop, {});
  await shop.openRanked("/caps");
  await shop.look();
  await shop.page.evaluate(() =>
    document.addEventListener("click", (event) => {
      const href = (event.target as Element).closest("a")?.getAttribute("href");
      (window as unknown as { dataLayer: object[] }).dataLayer.push({
        event: "select_item",
        ecommerce: { item_list_id: "caps", items: [{ item_id: href }] },
      });
    }),
  );
  await shop.page.getByText("Cap number 3").click();
  await shop.generation(1);
  await push(shop, { event: "view_item", ecommerce: { items: [{ item_id: "/products/cap-5" }] } }); // a quick view
  await expect.poll(() => events(shop, "click")).toHaveLength(2);
  expect(new Set(await events(shop, "click"))).toEqual(new Set(["/products/cap-3", "/products/cap-5"]));
  // What a list holds is not what was seen.
  const items = Array.from({ length: 8 }, (_, at) => ({ item_id: `/products/cap-${at}` }));
  await push(shop, { event: "view_item_list", ecommerce: { items } });
  await shop.page.waitForTimeout(2_500);
  expect((await events(shop, "impression")).length).toBeLessThan(8);
  expect(shop.exceptions).toEqual([]);
});

test("a cart without a new page is that of the form's card, and counts once although the data layer tells of it later", async ({
  shop,
}) => {
  await serve(shop, {});
  await shop.openRanked("/caps");
  const card = shop.page.locator("li", { hasText: "Cap number 4" });
  await shop.page.evaluate(() =>
    Object.assign(window, {
      onAdded: () =>
        setTimeout(
          () =>
            (window as unknown as { dataLayer: unknown[] }).dataLayer.push([
              "event",
              "add_to_cart",
              { items: [{ item_id: "/products/cap-4" }] },
            ]),
          600,
        ),
    }),
  );
  await card.locator("button").click();
  await shop.generation(1);
  await shop.page.waitForTimeout(1_000);
  expect(await events(shop, "cart")).toEqual(["/products/cap-4"]);
});

test("the form of a product page, which names a variant only, is known by the page, and is learned though it ends that page", async ({
  shop,
}) => {
  await serve(shop, {
    "/products/cap-6": productPage(6),
    "/cart/add": `<!doctype html><title>cart</title>${TAG}></script>`,
  });
  const id = await clickCap(shop, 6);
  await shop.open("/products/cap-6");
  await isReady(shop);
  await shop.page.locator("button").click();
  await shop.page.waitForURL(/cart\/add/);
  await isReady(shop);
  await shop.generation(2);
  expect(await events(shop, "cart")).toEqual([id]);
});

test("what Shopify's pixel has left is read on the next page, and goes unread when consent is taken back", async ({
  shop,
}) => {
  await serve(shop, {});
  const id = await clickCap(shop, 1);
  const leave = (order: string): Promise<void> =>
    shop.page.evaluate(
      ([orderId, path]) =>
        localStorage.setItem(
          "personal-rank:shopify",
          JSON.stringify([{ action: "purchase", id: orderId, items: [["811", "SKU-1", path, "91"]] }]),
        ),
      [order, id] as const,
    );
  const mailbox = (): Promise<string | null> =>
    shop.page.evaluate(() => localStorage.getItem("personal-rank:shopify"));
  await leave("1001");
  await shop.openRanked("/caps");
  await shop.generation(2);
  expect(await events(shop, "purchase")).toEqual([id]);
  expect(await mailbox()).toBeNull();
  await leave("1002");
  await shop.page.evaluate(() => {
    document.querySelector<HTMLElement>("script[data-consent]")!.dataset["consent"] = "denied";
  });
  await expect.poll(mailbox).toBeNull();
  // A mark stands there until everything is erased.
  await expect.poll(() => shop.page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
});

test("scripts of the page report by the JavaScript API, and are told of their mistakes", async ({ shop }) => {
  await shop.recordErrors();
  await serve(shop, {});
  await shop.openRanked("/caps");
  await shop.page.evaluate(() => {
    window.personalRank!.feedback.acted("engage", ["/products/cap-0"]);
    window.personalRank!.feedback.chosen("/products/cap-7", null);
    (window.personalRank!.feedback.acted as (...given: unknown[]) => void)("buy", "cap");
  });
  await expect.poll(() => events(shop, "click")).toEqual(["/products/cap-7"]);
  await expect.poll(() => events(shop, "engage")).toEqual(["/products/cap-0"]);
  expect((await shop.waitForError("protocol")).message).toContain('"buy" came');
  expect(shop.exceptions).toEqual([]);
});

test("the page's own event and a marked button are heard, and what is broken in a data layer reaches nobody", async ({
  shop,
}) => {
  await serve(shop, {});
  await shop.openRanked("/caps");
  await shop.page.evaluate(() => {
    const { dataLayer } = window as unknown as { dataLayer: unknown[] };
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error("no");
        },
      },
    );
    for (const entry of [
      null,
      1,
      "purchase",
      [],
      ["event"],
      hostile,
      { event: "purchase", ecommerce: hostile },
    ])
      if (dataLayer.push(entry) !== dataLayer.length) throw new Error("push came back with something else");
    const button = document.createElement("button");
    Object.assign(button.dataset, { personalRankAction: "goal", personalRankItem: "/products/cap-1" });
    document.body.append(button);
    button.click();
    for (const detail of [
      undefined,
      { action: "buy", items: ["/products/cap-3"] },
      { action: "cart", items: "x" },
    ])
      document.dispatchEvent(new CustomEvent("personal-rank:action", { detail }));
    document.dispatchEvent(
      new CustomEvent("personal-rank:action", { detail: { action: "cart", items: ["/products/cap-2"] } }),
    );
  });
  await expect.poll(() => events(shop, "goal")).toEqual(["/products/cap-1"]);
  await expect.poll(() => events(shop, "cart")).toEqual(["/products/cap-2"]);
  await push(shop, { event: "add_to_cart", ecommerce: { items: [{ item_id: "/products/cap-5" }] } });
  await expect.poll(() => events(shop, "cart")).toHaveLength(2); // still listening
  expect(await events(shop, "purchase")).toEqual([]);
  expect(shop.exceptions).toEqual([]);
});

test("what docs/feedback.md shows does what it says there", async ({ shop }) => {
  const text = readFileSync(new URL("../docs/feedback.md", import.meta.url), "utf8");
  const snippets = Array.from(text.matchAll(/```js\n(.*?)```/gs), ([, code]) => code);
  expect(snippets).toHaveLength(2);
  const cards = Array.from(
    { length: 4 },
    (_, at) => `<li data-id="SKU-${at}"><a href="/p/${at}"><h3>Cap number ${at}</h3></a></li>`,
  );
  const snippetTags = snippets.map((code) => `window.run.push(() => { ${code} });`).join("\n");
  await serve(shop, {
    "/documented": `<!doctype html><title>Caps</title><style>li { height: 900px }</style><ul id="results">${cards.join("")}</ul>
      <script>window.run = []; window.dataLayer = []; function gtag() { dataLayer.push(arguments); } ${snippetTags}</script>
      ${TAG} data-list="#results" data-list-id="results"></script>`,
  });
  await shop.openRanked("/documented");
  await shop.page.evaluate(() => {
    for (const run of (window as unknown as { run: (() => void)[] }).run) run();
  });
  await expect.poll(() => events(shop, "cart")).toEqual(["SKU-1"]);
  await expect.poll(async () => new Set(await events(shop, "purchase"))).toEqual(new Set(["SKU-1", "SKU-2"]));
  await expect.poll(async () => (await events(shop, "impression")).includes("SKU-2")).toBe(true);
  // Both snippets choose and buy the same item: that is one choice and one purchase.
  expect(await events(shop, "click")).toEqual(["SKU-1"]);
  expect(await events(shop, "purchase")).toHaveLength(2);
  expect(shop.exceptions).toEqual([]);
});
