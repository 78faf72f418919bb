import { afterEach, describe, expect, test } from "vitest";
import { cardOf, describePage } from "./kind-feedback.test-helper.ts";
import { itemIdsOf } from "./page-item.ts";

const here = location.pathname + location.search;
const film = { "@context": "https://schema.org", "@type": "VideoObject", "@id": "film-7", name: "Tides" };
const idsAt = (selector: string): readonly string[] =>
  itemIdsOf(document.querySelector(selector)!, cardOf, "video");

afterEach(() => {
  document.body.replaceChildren();
  document.querySelector('link[rel="canonical"]')?.remove();
});

describe("itemIdsOf", () => {
  test("takes what is marked before the card, and the card before the page", () => {
    document.body.innerHTML = `<li data-id="a"><b></b><p data-personal-rank-item="x, y,"><i></i></p></li><u></u>`;
    describePage(film);
    expect(idsAt("i")).toEqual(["x", "y"]);
    expect(idsAt("b")).toEqual(["a"]);
    expect(idsAt("u")).toEqual(["film-7", here]);
  });

  test("looks out of open shadow trees", () => {
    document.body.innerHTML = `<li data-id="a"><span></span></li>`;
    const root = document.querySelector("span")!.attachShadow({ mode: "open" });
    root.append(document.createElement("button"));
    expect(itemIdsOf(root.querySelector("button")!, cardOf, "video")).toEqual(["a"]);
  });

  test("names the page's item by every id and address that its card may go by", () => {
    document.body.innerHTML = "<u></u>";
    const link = Object.assign(document.createElement("link"), { rel: "canonical", href: "/watch?v=7" });
    document.head.append(link);
    describePage({ "@graph": [{ "@type": "WebPage" }, { ...film, identifier: "7", url: "/watch?v=7" }] });
    expect(idsAt("u")).toEqual(["film-7", "7", "/watch?v=7", here]);
  });

  test("reads what news sites say of their page instead of an address", () => {
    document.body.innerHTML = "<u></u>";
    describePage({ ...film, mainEntityOfPage: { "@type": "WebPage", "@id": `${location.origin}${here}` } });
    expect(idsAt("u")).toEqual(["film-7", here]);
  });

  test("takes, of several, the one with the page's address", () => {
    document.body.innerHTML = "<u></u>";
    describePage({ ...film, url: "/watch?v=6" }, { ...film, "@id": "film-8", url: here }, film);
    expect(idsAt("u")).toEqual(["film-8", here]);
  });

  test.each([
    ["of another page, as one that navigates by itself leaves it behind", [{ ...film, url: "/watch?v=6" }]],
    ["of several", [film, { ...film, "@id": "film-8" }]],
    ["in a list", [{ "@type": "ItemList", itemListElement: [{ item: film }] }]],
    ["of another type", [{ ...film, "@type": "Product" }]],
    ["that is not JSON", ["{"]],
    ["that nests without end", [`${'{"mainEntity":'.repeat(2_000)}1${"}".repeat(2_000)}`]],
  ])("takes no id from JSON-LD %s", (_, entities) => {
    document.body.innerHTML = "<u></u>";
    describePage(...entities);
    expect(idsAt("u")).toEqual([here]);
  });
});
