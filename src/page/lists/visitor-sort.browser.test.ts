import { describe, expect, test } from "vitest";
import { isSortControl, visitorSort } from "./visitor-sort.ts";

/** Static markup of this file only. */
const page = (markup = ""): Document => new DOMParser().parseFromString(markup, "text/html");

describe("visitorSort", () => {
  test.each([
    "/collections/all?sort_by=price-ascending",
    "/shop/?orderby=price",
    "/shop/?orderby=date",
    "/chairs.html?product_list_order=price",
    "/chairs.html?product_list_dir=desc",
    "/index.php?route=product/category&path=20&sort=p.price&order=ASC",
    "/3-chairs?order=product.price.asc",
    "/chairs/?sort=priceasc",
    "/chairs/?order=name-asc&p=1",
    "/search?q=chair&srule=price-low-to-high",
    "/lamps?sort_by=price&sort_order=ASC",
    "/c/chairs?sortBy=price_desc",
    "/c/chairs?products%5BsortBy%5D=shop_price_asc",
    "/list?SORTBY=rating",
    "/store#sort=priceAsc",
    "/sch?_sop=15",
    "https://shop.example/x?sort=3",
  ])("reads the visitor's choice from %s", (url) => {
    expect(visitorSort(page(), url)).not.toBe(null);
  });

  test.each([
    "/collections/all",
    "/collections/all?sort_by=best-selling",
    "/collections/all?sort_by=manual",
    "/shop/?orderby=menu_order",
    "/shop/?orderby=popularity",
    "/chairs.html?product_list_order=position&product_list_dir=asc",
    "/index.php?route=product/category&path=20&sort=p.sort_order&order=ASC",
    "/3-chairs?order=product.position.asc",
    "/3-chairs?order=product.sales.desc",
    "/chairs/?sort=featured",
    "/chairs?sort=",
    "/search?q=chair&srule=best-matches",
    "/search?q=sort+by+price&sort=relevance",
    "/search?q=order&page=2&color=desc",
    "/s?s=chair",
    "http://[",
  ])("takes %s for the shop's own order", (url) => {
    expect(visitorSort(page(), url)).toBe(null);
  });

  const select = (chosen: number, name = 'name="sort"'): string =>
    `<select ${name}>${["Featured", "Price, low to high", "Beliebtheit", "Best selling"].map((text, at) => `<option value="o${at}"${at === chosen ? " selected" : ""}>${text}</option>`).join("")}</select>`;
  const way = (attributes: string, order: string): string =>
    `<a ${attributes} href="/x?order=product.${order}">${order}</a>`;

  test.each([
    ["a select", select(1), "o1"],
    ["a select that is only named for its label", select(1, 'aria-label="Sort by"'), "o1"],
    [
      "links",
      `<div class="products-sort-order">${way("", "position.asc")}${way('class="current"', "price.asc")}${way("", "name.asc")}</div>`,
      "product.price.asc",
    ],
    [
      "radio buttons",
      `<div id="SortBy"><label><input type="radio"> Featured</label><label><input type="radio" value="name" checked> Name</label><label><input type="radio"> New</label></div>`,
      "name",
    ],
    [
      "a column of a table",
      `<table><tr><th>Tool</th><th aria-sort="ascending">Price</th></tr></table>`,
      "Price",
    ],
  ])("reads the visitor's choice from %s, where the address says nothing", (_, markup, wanted) => {
    expect(visitorSort(page(markup), "/x")).toBe(wanted);
  });

  test.each([
    ["the first option", select(0)],
    ["no option chosen", select(-1)],
    ["the shop's own order in German", select(2)],
    ["best selling", select(3)],
    ["another select", select(1, 'name="size"')],
    ["a select of a resort", select(1, 'class="resort assortment"')],
    [
      "the first link",
      `<div class="sort">${way('aria-current="true"', "price.asc")}${way("", "name.asc")}${way("", "date.asc")}</div>`,
    ],
    [
      "an order of the shop among links",
      `<div class="sort">${way("", "price.asc")}${way('class="active"', "position.asc")}${way("", "date.asc")}</div>`,
    ],
  ])("takes %s for the shop's own order", (_, markup) => {
    expect(visitorSort(page(markup), "/x")).toBe(null);
  });

  test("believes the address before a control", () => {
    expect(visitorSort(page(select(1)), "/x?sort=relevance")).toBe(null);
    expect(visitorSort(page(select(0)), "/x?sort=price")).toBe("price");
  });
});

describe("isSortControl", () => {
  test.each([
    ["a select", `<select id="SortBy"><option id="x">A</option></select>`, true],
    ["a link that sorts", `<a href="/x?sort=price"><b id="x">Price</b></a>`, true],
    ["a link back to the shop's order", `<a id="x" href="?sort_by=best-selling">Best</a>`, true],
    [
      "a button in a menu for sorting",
      `<div class="sort-menu"><ul><li><button><i id="x"></i></button></li></ul></div>`,
      true,
    ],
    [
      "a choice in a list box",
      `<div class="cx-sorting"><div role="listbox"><div role="option" id="x">Price</div></div></div>`,
      true,
    ],
    ["a column's title", `<table><tr><th aria-sort="none"><span id="x">Price</span></th></tr></table>`, true],
    [
      "a card in a list that can be sorted",
      `<ul class="sortable-list"><li><a href="/p/1" id="x">Oak</a></li></ul>`,
      false,
    ],
    ["a filter", `<div class="facets"><a href="?color=red" id="x">Red</a></div>`, false],
    ["text beside the control", `<div class="sort-menu"><p id="x">Sorted</p></div>`, false],
    ["a resort", `<div class="resort"><button id="x">Book</button></div>`, false],
    ["a broken link", `<a href="http://[?sort=1" id="x">x</a>`, false],
  ])("tells %s", (_, markup, wanted) => {
    expect(isSortControl(page(markup).querySelector("#x")!)).toBe(wanted);
  });
});
