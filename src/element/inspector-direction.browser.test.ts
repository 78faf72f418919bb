import { render } from "lit";
import { afterEach, expect, test } from "vitest";
import { renderTextDirection } from "./inspector-direction.ts";
import { rankingFixture } from "./ranking-fixture.test-helper.ts";

afterEach(() => document.body.replaceChildren());

/** The items of a list by what their texts are worth, with that. */
function shown(itemId: string, texts: readonly number[]): (readonly [title: string, score: string])[] {
  const items = rankingFixture(1)
    .items.slice(0, texts.length)
    .map((item, at) => {
      const groups = { ...item.parts.groups, text: texts[at] };
      return { ...item, id: `lamp-${at}`, parts: { ...item.parts, groups } };
    });
  const panel = document.createElement("div");
  document.body.replaceChildren(panel);
  render(
    renderTextDirection(itemId, items, (id) => id.toUpperCase()),
    panel,
  );
  return [...document.querySelectorAll("tbody tr")].map((row) => [
    row.querySelector("th")!.textContent.trim(),
    row.querySelector("td.number")!.textContent.trim(),
  ]);
}

test("shows three items at each end of what was learned about texts, and the item between them", () => {
  const rows = shown("lamp-4", [0.1, 0.9, -0.5, 0.3, 0.05, 0.6, -0.1, -0.7, 0]);
  expect(rows.map(([title]) => title)).toEqual([
    "LAMP-1",
    "LAMP-5",
    "LAMP-3",
    "LAMP-4 (this one)",
    "LAMP-6",
    "LAMP-2",
    "LAMP-7",
  ]);
  expect(rows[0][1]).toBe("+0.90");
  expect(document.body.textContent).toMatch(/number 5\s+of\s+9/);
});

test("shows an item at an end once, and no item of a short list twice", () => {
  expect(shown("lamp-1", [0.1, 0.9, -0.5, 0.3]).map(([title]) => title)).toEqual([
    "LAMP-1 (this one)",
    "LAMP-3",
    "LAMP-0",
    "LAMP-2",
  ]);
  expect(shown("lamp-0", [0.4])).toEqual([]); // there is no direction among one
});

test("says nothing while nothing was learned about texts, or where the item has left the list", () => {
  expect(shown("lamp-0", [0, 0, 0])).toEqual([]);
  expect(document.body.textContent.trim()).toBe("");
  expect(shown("lamp-9", [0.3, -0.4, 0])).toEqual([]);
});
