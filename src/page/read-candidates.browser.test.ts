import { afterEach, describe, expect, test } from "vitest";
import type { RankError } from "../base/errors.ts";
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
