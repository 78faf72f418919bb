import { expect, test } from "vitest";
import { pageQuery } from "./page-query.ts";

const page = (body: string): Document => new DOMParser().parseFromString(body, "text/html");

test.each([
  ["https://shop.example/search?q=oak+chair", "oak chair"],
  ["https://shop.example/?s=lamp&post_type=product", "lamp"],
  ["https://shop.example/catalogsearch/result/?Keyword=%20red%20%20bag%20", "red bag"],
  ["https://shop.example/search?q=&query=mug", "mug"],
  ["https://shop.example/collections/all?page=2", ""],
])("reads from %s that the visitor asked for %j", (url, query) => {
  expect(pageQuery(page("<main></main>"), url)).toBe(query);
});

test("takes what the server wrote into the search box where the address says nothing", () => {
  const box = (value: string): Document => page(`<form role="search"><input name="suche" ${value}></form>`);
  expect(pageQuery(box('value="desk"'), "https://shop.example/suche/desk")).toBe("desk");
  expect(pageQuery(box(""), "https://shop.example/")).toBe("");
});

test("does not take what the visitor is only typing", () => {
  const typing = page('<input type="search">');
  typing.querySelector("input")!.value = "de";
  expect(pageQuery(typing, "https://shop.example/")).toBe("");
});

test("keeps no more than 200 characters", () => {
  expect(pageQuery(page(""), `https://shop.example/?q=${"a".repeat(5_000)}`).length).toBe(200);
});
