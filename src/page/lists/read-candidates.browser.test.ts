import { afterEach, describe, expect, test } from "vitest";
import type { RankError } from "../../base/errors.ts";
import { type Card, readCandidates } from "./read-candidates.ts";

let problems: RankError[] = [];

afterEach(() => {
  document.body.replaceChildren();
  problems = [];
});

/** Static markup of this file only. */
function read(markup: string, itemSelector = ".card"): Card[] {
  document.body.innerHTML = `<div id="list">${markup}</div>`;
  return readCandidates(document.querySelector("#list")!, itemSelector, (error) => problems.push(error));
}

const ld = (json: unknown): string => `<script type="application/ld+json">${JSON.stringify(json)}</script>`;

describe("readCandidates", () => {
  test("reads data attributes", () => {
    const [card] = read(
      `<div class="card" data-id="7" data-title="Oak chair" data-brand="Holt" data-price="129.00" data-attributes="oak, vintage" data-pinned></div>`,
    );
    expect(card.candidate).toEqual({
      id: "7",
      title: "Oak chair",
      brand: "Holt",
      price: 129,
      attributes: ["oak", "vintage"],
    });
    expect(card.isPinned).toBe(true);
  });

  test("reads microdata, with the content attribute before the text and a nested brand name", () => {
    const [card] =
      read(`<li class="card" itemscope itemtype="https://schema.org/Product"><meta itemprop="sku" content="A1">
      <h3 itemprop="name">Brass lamp</h3><span itemprop="brand" itemscope><b itemprop="name">Holt</b> since 1901</span>
      <span itemprop="price" content="49.5">49,50 €</span></li>`);
    expect(card.candidate).toEqual({ id: "A1", title: "Brass lamp", brand: "Holt", price: 49.5 });
  });

  test("adds what JSON-LD says of the product that the card links to", () => {
    const [card] = read(
      `${ld({ "@type": "ItemList", itemListElement: [{ "@type": "ListItem", item: { "@type": "Product", url: "/p/9", name: "Mug, large", brand: { name: "Kiln" }, offers: [{ price: "12,00" }], color: "blue" } }] })}
      <div class="card"><a href="/p/9">Mug</a></div>`,
    );
    expect(card.candidate).toEqual({
      id: "/p/9",
      title: "Mug, large",
      brand: "Kiln",
      price: 12,
      attributes: ["blue"],
    });
  });

  test("takes what the card shows where there is nothing else", () => {
    const [card] = read(
      `<div class="card"><a href="/p/1"><img alt=""><h3>Tent for two</h3></a><p class="price-now">€ 99</p></div>`,
    );
    expect(card.candidate).toMatchObject({ id: "/p/1", title: "Tent for two", price: 99 });
  });

  test.each([
    ["Shopify's search", "/products/oak?_pos=3&_sid=8c1&_ss=r", "/products/oak"],
    [
      "Shopify's collection",
      "/en-gb/collections/chairs/products/oak?variant=4#reviews",
      "/en-gb/products/oak?variant=4",
    ],
    ["a campaign", "/oak/?utm_source=mail&gclid=x", "/oak"],
    [
      "OpenCart",
      "/index.php?route=product/product&path=20_4&product_id=43&sort=p.price",
      "/index.php?route=product%2Fproduct&product_id=43",
    ],
    ["another host", "https://www.shop.example/oak", "/oak"],
  ])("knows one item by one path, however a visitor gets there: %s", (_, href, id) => {
    const [card] = read(
      `<div class="card"><a href="#"></a><a href="/wishlist/add/9">♡</a><a href="${href}">Oak chair</a></div>`,
    );
    expect(card.candidate.id).toBe(id);
  });

  test.each([
    [
      "the card's own attribute",
      `<div class="card" data-id="7" data-sku="S"><meta itemprop="sku" content="M">`,
      "7",
    ],
    [
      "microdata",
      `<div class="card"><meta itemprop="productID" content="M"><b data-product-id="9"></b>`,
      "M",
    ],
    [
      "what is inside",
      `<div class="card"><b data-product_id="9" data-product_sku="S"></b><input name="product_id" value="4">`,
      "9",
    ],
    [
      "a tag manager's item",
      `<div class="card"><b data-ga4='{"item_id":"G1","item_name":"x"}'></b><input name="product_id" value="4">`,
      "G1",
    ],
    [
      "the form",
      `<div class="card"><input name="id" value="5"><button name="add-to-cart" value="4"></button>`,
      "4",
    ],
    ["the link rather than a variant", `<div class="card"><input name="id" value="5">`, "/p/1"],
  ])("takes an id from %s", (_, start, id) => {
    expect(read(`${start}<a href="/p/1">Oak chair</a></div>`)[0].candidate.id).toBe(id);
  });

  test.each([
    ["what is struck through", "<del>€ 30,00</del> <ins>€ 20,00</ins>", 20],
    ["what is struck through after it", "<b>€ 20,00</b> <s>€ 30,00</s>", 20],
    ["what only screen readers are told", "<i class='screen-reader-text'>Was €30.00.</i><b>€20.00</b>", 20],
    ["an old price by name", "<b class='regular-price'>€30</b><b class='price'>€20</b>", 20],
    ["a rating", "<i>4.50</i><b>€ 20</b>", 20],
    ["a saving", "<i>-33 % €10</i><b class='price'>€ 20</b>", 20],
    ["cents of their own", "<b class='price'><i>€</i><i>19</i><sup>99</sup></b>", 19.99],
    ["no currency", "<b class='price'>20</b>", 20],
  ])("reads what a visitor pays now beside %s", (_, prices, price) => {
    expect(read(`<div class="card"><a href="/p/1">Oak chair</a>${prices}</div>`)[0].candidate.price).toBe(
      price,
    );
  });

  test.each([
    [`<i role="img" aria-label="4.5 out of 5 stars"></i>`, 4.5],
    [`<i class="rating" title="90%"></i>`, 4.5],
    [`<i class="stars">9 / 10</i>`, 4.5],
    [`<i itemprop="ratingValue" content="4.5"></i>`, 4.5],
    [`<i class="rating">(31)</i>`, undefined],
  ])("reads a rating on a scale of 5 from %s", (markup, rating) => {
    expect(
      read(`<div class="card"><a href="/p/1">Oak chair</a>${markup}</div>`)[0].candidate.facts?.["rating"],
    ).toBe(rating);
  });

  test("reads what the author says for ranking, above what else is known", () => {
    const [card] = read(
      `${ld({ "@type": "Product", sku: "7", aggregateRating: { ratingValue: 4, reviewCount: 12 }, offers: { price: 9, seller: { name: "Holt" } } })}
      <div class="card" data-id="7" data-title="Oak" data-vendor="Kiln" data-seller="Ann" data-new data-rating="3" data-features='{"season":"spring","weight":2.5,"bad":null}' data-embedding="0.5, -1,2"></div>`,
    );
    expect(card.candidate).toEqual({
      id: "7",
      title: "Oak",
      brand: "Kiln",
      seller: "Ann",
      price: 9,
      isNew: true,
      facts: { rating: 3, reviews: 12, season: "spring", weight: 2.5 },
      embedding: [0.5, -1, 2],
    });
  });

  test.each(["{", "[1]", "7", "null"])(
    "ranks a card without features that are %s, and says so",
    (features) => {
      const [card] = read(
        `<div class="card" data-id="7" data-title="Oak" data-features='${features}' data-embedding="1,x"></div>`,
      );
      expect(card.candidate).toEqual({ id: "7", title: "Oak" });
      expect(problems.map(({ message }) => /data-(\w+)/.exec(message)?.[1])).toEqual([
        "features",
        "embedding",
      ]);
    },
  );

  test.each([
    [`<div class="card" data-sponsored data-id="1">`, true],
    [`<div class="card" data-id="1"><a rel="nofollow sponsored" href="/x">ad</a>`, true],
    [`<div class="card" data-id="1"><i class="label-sponsored">Ad</i>`, true],
    [`<div class="card" data-sponsored="false" data-pinned="false" data-id="1">`, false],
  ])("holds a place that was paid for: %s", (start, isPinned) => {
    expect(read(`${start}<h3>Oak chair</h3></div>`)[0].isPinned).toBe(isPinned);
  });

  test("leaves out what its author wants to be left alone", () => {
    const card = `<div class="card" data-id="1" data-title="A" data-personal-rank-ignore></div><div class="card" data-id="2" data-title="B"></div>`;
    expect(read(card).map(({ candidate }) => candidate.id)).toEqual(["2"]);
    document.querySelector("#list")!.setAttribute("data-personal-rank-ignore", "");
    expect(readCandidates(document.querySelector("#list")!, ".card", () => undefined)).toEqual([]);
  });

  test("reads open shadow trees inside a card", () => {
    read(`<div class="card"><x-inner></x-inner></div>`);
    document
      .querySelector("x-inner")!
      .attachShadow({ mode: "open" }).innerHTML = `<a href="/p/1"><h3>Oak chair</h3></a><b>€ 9</b>`;
    const [card] = readCandidates(document.querySelector("#list")!, ".card", () => undefined);
    expect(card.candidate).toEqual({ id: "/p/1", title: "Oak chair", price: 9 });
  });

  test("takes the name of the item, not that of its brand, and the words of a link around everything", () => {
    const [named, linked] = read(
      `<div class="card" data-id="1"><b itemprop="brand" itemscope><i itemprop="name">Holt</i></b><h3 itemprop="name">Oak chair</h3></div>
      <a class="card" href="/p/2"><img alt="Ash stool" src="data:,"><i>New</i><i>Kiln of Bergen and Sons</i><i>Ash stool</i><i>€ 5</i></a>`,
    );
    expect([named.candidate.title, named.candidate.brand, linked.candidate.title]).toEqual([
      "Oak chair",
      "Holt",
      "Ash stool",
    ]);
  });

  test("takes a name that looks as if it held a price, where the card has no other", () => {
    const cards = read(
      `<div class="card" data-id="1"><h3>Curling Iron 1 Inch</h3><i>€ 25</i></div>
      <div class="card" data-id="2"><h3>HDMI cable, 6 ft</h3></div>
      <div class="card" data-id="3"><h3>$10 gift card</h3></div>
      <div class="card" data-id="4"><h3>€ 5</h3><span class="name">Oak chair</span></div>
      <div class="card" data-id="5"><h3>€ 5</h3></div>`,
    );
    expect(cards.map(({ candidate: { id, title } }) => [id, title])).toEqual([
      ["1", "Curling Iron 1 Inch"],
      ["2", "HDMI cable, 6 ft"],
      ["3", "$10 gift card"],
      ["4", "Oak chair"],
    ]);
  });

  test("survives names that hide the DOM's own", () => {
    const cards = read(
      `<form class="card">${["dataset", "getAttribute", "querySelector", "textContent", "closest", "matches", "parentElement"].map((name) => `<input name="${name}">`).join("")}<a href="/p/1">Oak chair</a></form>`,
    );
    expect(cards.map(({ candidate }) => candidate)).toEqual([{ id: "/p/1", title: "Oak chair" }]);
  });

  test("reports malformed JSON-LD and goes on with the rest of the page", () => {
    const cards = read(
      `<script type="application/ld+json">{"@type": "Product", </script><div class="card" data-id="1" data-title="A"></div>`,
    );
    expect(cards).toHaveLength(1);
    expect(problems.map(({ reason }) => reason)).toEqual(["bad-structured-data"]);
  });

  test("leaves the second of two cards with one id where it is, and says so", () => {
    const cards = read(
      `<div class="card" data-id="1" data-title="A"></div><div class="card" data-id="1" data-title="B"></div>`,
    );
    expect(cards.map(({ candidate }) => candidate.title)).toEqual(["A"]);
    expect(problems[0].message).toContain('"1" comes twice');
  });

  test("leaves out cards without an id or a title", () => {
    expect(read(`<div class="card"></div><div class="card" data-id="3"></div>`)).toEqual([]);
  });

  test("survives hostile structured data: deep nesting, prototype keys, wrong types", () => {
    const deep = `${"[".repeat(5000)}${"]".repeat(5000)}`;
    const cards = read(
      `${ld({ "@type": ["Product"], url: 5, sku: {}, name: ["x"], offers: "free", brand: null })}
       <script type="application/ld+json">${deep}</script>
       <script type="application/ld+json">{"__proto__": {"polluted": true}, "@type": "Product", "sku": "1", "name": 7}</script>
       <div class="card" data-id="1" data-title="A"></div>`,
    );
    expect(cards).toHaveLength(1);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});
