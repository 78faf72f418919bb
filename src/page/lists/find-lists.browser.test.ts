import { afterEach, describe, expect, test } from "vitest";
import type { Kind } from "../kinds.ts";
import { findLists } from "./find-lists.ts";
import { readCandidates } from "./read-candidates.ts";
import { threadMs } from "./thread-time.test-helper.ts";

afterEach(() => document.body.replaceChildren());

/** Static markup of this file only. */
function find(markup: string, kind: Kind = "shop"): ReturnType<typeof findLists> {
  document.body.innerHTML = markup;
  return findLists(document.body, kind);
}

const times = (count: number, make: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => make(at)).join("");
const names = [
  "Oak chair",
  "Ash stool",
  "Pine bench",
  "Elm table",
  "Teak shelf",
  "Fir desk",
  "Yew box",
  "Larch rack",
];
const card = (at: number, more = ""): string =>
  `<li class="card"${more}><a href="/p/${at}"><img src="data:," alt=""><h3>${names[at % 8]} ${at}</h3></a><span class="price">€${at + 10}.00</span></li>`;
const ld = (json: unknown): string => `<script type="application/ld+json">${JSON.stringify(json)}</script>`;
const bare = (at: number, tag = "div"): string =>
  `<${tag} class="x"><a href="/thing/${at}">${names[at % 8]} ${at}</a></${tag}>`;

describe("findLists", () => {
  test("wants four cards, or three that the page's data names", () => {
    expect(find(`<ul>${times(3, (at) => card(at))}</ul>`)).toEqual([]);
    expect(find(`<ul>${times(4, (at) => card(at))}</ul>`)).toHaveLength(1);
    const items = [0, 1, 2].map((at) => ({ "@type": "Product", url: `/thing/${at}`, name: "x" }));
    expect(find(`${ld(items)}<div>${times(3, (at) => bare(at))}</div>`)).toHaveLength(1);
    expect(find(`${ld(items.slice(1))}<div>${times(2, (at) => bare(at + 1))}</div>`)).toEqual([]);
  });

  test("takes no links without a price for products, unless data names them", () => {
    const plain = `<div>${times(8, (at) => bare(at))}</div>`;
    expect(find(plain)).toEqual([]);
    expect(find(ld(names.map((_, at) => ({ "@type": "NewsArticle", url: `/thing/${at}` }))) + plain)).toEqual(
      [],
    );
    expect(
      find(ld(names.map((_, at) => ({ "@type": "Product", url: `/thing/${at}` }))) + plain),
    ).toHaveLength(1);
    // By name alone, as some shops do.
    expect(
      find(ld(names.map((name, at) => ({ "@type": "Product", name: `${name} ${at}` }))) + plain),
    ).toHaveLength(1);
  });

  test("gives a selector that takes cards that come later, and not what else comes", () => {
    const [{ list, itemSelector }] = find(`<ul class="grid">${times(6, (at) => card(at))}</ul>`);
    list.insertAdjacentHTML("beforeend", `${card(6, " data-late")}<li class="sentinel"></li>`);
    expect(list.querySelectorAll(itemSelector)).toHaveLength(7);
  });

  test("leaves out what stands between the cards, even under their name", () => {
    const banner = `<li class="card"><a href="/sale"><img src="data:," alt="">Everything must go</a></li>`;
    const [{ list, itemSelector }] = find(
      `<ul>${times(3, (at) => card(at))}${banner}${times(3, (at) => card(at + 3))}</ul>`,
    );
    expect(list.querySelectorAll(itemSelector)).toHaveLength(6);
  });

  test("takes rows of equal length for one list, and shelves for several", () => {
    const row = (from: number, count: number): string =>
      `<div class="row">${times(count, (at) => card(from + at).replaceAll("li", "div"))}</div>`;
    const [rows, ...others] = find(`<div id="all">${row(0, 3)}${row(3, 3)}${row(6, 1)}</div>`);
    expect(others).toEqual([]);
    expect([rows.list.id, rows.list.querySelectorAll(rows.itemSelector).length]).toEqual(["all", 7]);
    const shelf = (title: string, from: number): string =>
      `<section><h2>${title}</h2>${row(from, 4)}</section>`;
    expect(
      find(`<main>${shelf("Chairs", 0)}${shelf("Tables", 4)}</main>`).map(({ listId }) => listId),
    ).toEqual(["chairs", "tables"]);
    expect(
      find(`<main><h2>Chairs</h2>${row(0, 4)}<h2>Tables</h2>${row(4, 4)}</main>`).map(({ listId }) => listId),
    ).toEqual(["chairs", "tables"]);
  });

  test("never takes sections of few cards for cards", () => {
    const shelf = (from: number): string =>
      `<div class="shelf"><h2>Shelf ${from}</h2><ul>${times(3, (at) => card(from + at))}</ul></div>`;
    expect(find(`<main>${times(5, (at) => shelf(at * 3))}</main>`)).toEqual([]);
  });

  test.each([
    ["a menu", (list: string) => `<nav>${list}</nav>`],
    ["a menu by role", (list: string) => `<div role="menu">${list}</div>`],
    ["a footer", (list: string) => `<div class="site-footer">${list}</div>`],
    ["a cart", (list: string) => `<div class="mini-cart"><div class="products">${list}</div></div>`],
    ["a cart's form", (list: string) => `<form action="/cart">${list}</form>`],
    ["an order", (list: string) => `<div class="order-items">${list}</div>`],
    ["a wish list", (list: string) => `<div id="my-wishlist">${list}</div>`],
    ["a comparison", (list: string) => `<div class="compare-products">${list}</div>`],
    [
      "what was seen last",
      (list: string) => `<div class="recently-viewed"><div class="product-grid">${list}</div></div>`,
    ],
    ["banners", (list: string) => `<div class="hero-banner">${list}</div>`],
    ["reviews", (list: string) => `<div class="product-reviews">${list}</div>`],
    ["a dialog", (list: string) => `<dialog>${list}</dialog>`],
    ["what only some can see", (list: string) => `<div aria-hidden="true">${list}</div>`],
    ["what its author excludes", (list: string) => `<div data-personal-rank-ignore>${list}</div>`],
    [
      "cards with a way out",
      (list: string) => list.replaceAll("</li>", '<button aria-label="Remove">x</button></li>'),
    ],
    [
      "cards placed by a script",
      (list: string) => list.replaceAll('class="card"', 'class="card" style="position: absolute; top: 10px"'),
    ],
    ["orders", (list: string) => list.replaceAll("/p/", "/account/orders/")],
    ["categories", (list: string) => list.replaceAll("/p/", "/collections/")],
    ["copies of one link", (list: string) => list.replaceAll(/\/p\/\d+/g, "/p/1")],
  ])("takes no list in %s", (_, around) => {
    const list = `<ul class="list">${times(6, (at) => card(at))}</ul>`;
    expect(find(`<main>${list}</main>`)).toHaveLength(1);
    expect(find(`<main>${around(list)}</main>`)).toEqual([]);
  });

  test("does not take a frame for a menu or a cart because of its name", () => {
    const list = `<ul>${times(6, (at) => card(at))}</ul>`;
    expect(find(`<div class="has-cart-drawer menu-closed facets-vertical">${list}</div>`)).toHaveLength(1);
    expect(
      find(`<div class="page-with-navigation"><div class="off-canvas-cart"><main>${list}</main></div></div>`),
    ).toHaveLength(1);
  });

  test("finds lists and cards in open shadow trees", () => {
    document.body.innerHTML = "<my-shop></my-shop>";
    const shop = document.querySelector("my-shop")!.attachShadow({ mode: "open" });
    shop.innerHTML = `<div class="grid">${"<my-card></my-card>".repeat(5)}</div>`;
    for (const [at, host] of [...shop.querySelectorAll("my-card")].entries())
      host.attachShadow({ mode: "open" }).innerHTML = card(at).replaceAll("li", "div");
    const [{ list, itemSelector }] = findLists(document.body, "shop");
    const cards = readCandidates(list, itemSelector, () => undefined);
    expect(cards.map(({ candidate }) => [candidate.id, candidate.title, candidate.price])).toEqual(
      [0, 1, 2, 3, 4].map((at) => [`/p/${at}`, `${names[at]} ${at}`, at + 10]),
    );
  });

  test.each([
    ["its author", '<ul data-personal-rank-list="Top picks" id="x">', "top-picks"],
    ["its id", '<ul id="product-grid">', "product-grid"],
    ["a tag manager", '<ul data-item-list-id="related_1">', "related"],
    ["its label", '<ul aria-label="You may also like">', "you-may-also-like"],
    ["its heading", '<h2>Best sellers <small>(24)</small></h2><ul id="list-8817263">', "best-sellers"],
    [
      "its class, where the page's heading is all there is",
      '<h1>Chairs</h1><ul class="products columns-4">',
      "products",
    ],
    ["nothing", "<ul>", "list"],
  ])("names a list after %s", (_, start, wanted) => {
    expect(find(`<div>${start}${times(6, (at) => card(at))}</ul></div>`).map(({ listId }) => listId)).toEqual(
      [wanted],
    );
  });

  test("gives two lists of one name two ids", () => {
    const list = `<ul class="products">${times(6, (at) => card(at))}</ul>`;
    expect(find(`<div>${list}</div><div>${list}</div>`).map(({ listId }) => listId)).toEqual([
      "products",
      "products-2",
    ]);
  });

  describe("on other kinds of pages", () => {
    const text = "A sentence or two that say what is to be expected behind this link, at some length.";
    const video = (at: number): string =>
      `<div class="clip"><a href="/watch?v=${at}"><img src="data:," alt=""><span>12:${10 + at}</span></a><a href="/watch?v=${at}">${names[at % 8]} in an hour ${at}</a></div>`;
    const post = (at: number): string =>
      `<article><a href="/u/${at}">Ann ${at}</a><p>${at} ${text}</p></article>`;
    const question = (at: number): string =>
      `<details><summary>How do I clean an ${names[at % 8]}?</summary><p>${text}</p></details>`;
    const story = (at: number): string =>
      `<article class="teaser"><h3><a href="/2024/${at}">${names[at % 8]} in the news</a></h3><time>${at} May</time><p>${text}</p></article>`;
    test.each([
      ["video", video],
      ["feed", post],
      ["help", question],
      ["news", story],
    ] as const)("finds the list of a page of kind %s, and no products there", (kind, make) => {
      const markup = `<nav>${times(6, (at) => bare(at))}</nav><main><div class="stack">${times(6, make)}</div></main>`;
      expect(
        find(markup, kind).map(({ list, itemSelector }) => [
          list.className,
          list.querySelectorAll(itemSelector).length,
        ]),
      ).toEqual([["stack", 6]]);
      expect(find(markup, "shop")).toEqual([]);
    });

    test("takes plain links only where data names them", () => {
      for (const kind of ["video", "feed", "help", "news"] as const)
        expect(find(`<div>${times(8, (at) => bare(at))}</div>`, kind)).toEqual([]);
      const videos = names.map((_, at) => ({ "@type": "VideoObject", url: `/thing/${at}` }));
      expect(find(`${ld(videos)}<div>${times(8, (at) => bare(at))}</div>`, "video")).toHaveLength(1);
    });
  });

  test("needs less than 40 ms for a page of 5,000 elements", async () => {
    const rest = times(
      300,
      (at) =>
        `<section class="block block-${at}"><h2>About ${at}</h2><div class="inner"><p>Some words <b>here</b> and <i>there</i></p><ul><li><a href="/a/${at}">One</a></li><li>Two</li></ul></div></section>`,
    );
    const markup = `<main><ul class="products">${times(400, (at) => card(at))}</ul>${rest}</main>`;
    const found = find(markup);
    expect(document.body.querySelectorAll("*").length).toBeGreaterThan(5_000);
    expect(found.map(({ list, itemSelector }) => list.querySelectorAll(itemSelector).length)).toEqual([400]);
    const startMs = await threadMs();
    for (let run = 0; run < 10; run++) findLists(document.body, "shop");
    const ms = ((await threadMs()) - startMs) / 10;
    console.info(`Finding the lists of 5,000 elements: ${ms.toFixed(1)} ms`);
    expect(ms).toBeLessThan(40); // about 13 without company
  });
});
