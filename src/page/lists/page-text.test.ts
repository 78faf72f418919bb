import { describe, expect, test } from "vitest";
import { capText, parsePrice, withoutPrice } from "./page-text.ts";

describe("parsePrice", () => {
  test.each([
    [12.5, 12.5],
    ["12.50", 12.5],
    ["€ 1.299,00", 1299],
    ["1,299.00 USD", 1299],
    ["12,50 €", 12.5],
    ["1 299,00 kr", 1299],
    ["from $7", 7],
    ["1,299", 1299],
    ["¥120,000", 120_000],
    ["0", 0],
  ])("reads %j as %d", (text, price) => {
    expect(parsePrice(text)).toBe(price);
  });

  test.each(["", "call us", null, undefined, {}, Number.NaN, -3])("finds no price in %j", (value) => {
    expect(parsePrice(value)).toBeUndefined();
  });
});

describe("capText", () => {
  test("gives one trimmed line", () => {
    expect(capText("  red\n  shoes\t ")).toBe("red shoes");
  });

  test("gives undefined for nothing", () => {
    expect([capText(""), capText(" \n"), capText(null), capText(undefined)]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("cuts at 600 characters", () => {
    expect(capText("ab ".repeat(100_000))).toHaveLength(600);
  });
});

describe("withoutPrice", () => {
  test.each([
    ["€ 129,00", ""],
    ["From $7", "From "],
    ["1.299,00 zł", ""],
    ["129,-", ""],
    ["12.50", ""],
    ["$", ""],
    ["249 kr.", ""],
  ])("finds a price in %j", (text, rest) => {
    expect(withoutPrice(text)).toBe(rest);
  });

  test.each([
    "Oak chair",
    "4.5",
    "12:31",
    "2024",
    "60 cm",
    "16 krone-shaped lamps",
    "10%",
    "",
    "Curling iron 1 inch",
    "Soft 2",
    "Flickr 3",
    "Gentry 5",
  ])("finds no price in %j", (text) => {
    expect(withoutPrice(text)).toBe(null);
  });
});
