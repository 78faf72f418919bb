import { describe, expect, test } from "vitest";
import { generateCatalogue } from "./generate-catalogue.ts";
import { searchCatalogue } from "./search-catalogue.ts";

const products = generateCatalogue(7);
const catalogueFile = "../../public/shop/catalogue.jsonl";

describe("generateCatalogue", () => {
  test("writes the catalogue that the shop serves (run vitest with -u after a change)", async () => {
    const text = products.map((product) => `${JSON.stringify(product)}\n`).join("");
    await expect(text).toMatchFileSnapshot(catalogueFile);
  });

  test("fills eight departments with at least 80 products each, under unique ids and titles", () => {
    const counts = countBy(products.map(({ department }) => department));
    expect(counts.size).toBe(8);
    expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(80);
    expect(new Set(products.map(({ id }) => id)).size).toBe(products.length);
    expect(new Set(products.map(({ title }) => title)).size).toBe(products.length);
  });

  test("leaves no placeholder in a text and no product without a price", () => {
    for (const product of products) {
      expect(`${product.title} ${product.description}`).not.toMatch(/[{}]|undefined|\ba [aeiou]/);
      expect(product.price).toBeGreaterThan(0);
      expect(product.attributes.length).toBeGreaterThanOrEqual(3);
    }
  });

  test("mixes brands and styles within every type", () => {
    const types = groups();
    for (const [type, members] of types) {
      expect(members.length, type).toBeGreaterThanOrEqual(8);
      expect(countBy(members.map(({ brand }) => brand)).size, type).toBeGreaterThanOrEqual(6);
      expect(countBy(members.map(({ style }) => style)).size, type).toBeGreaterThanOrEqual(3);
    }
  });

  test("shows every style in every department and most brands in more than one", () => {
    const styles = countBy(products.map(({ department, style }) => `${department}/${style}`));
    expect(styles.size).toBe(8 * 6);
    const departmentsOfBrand = countBy(
      [...new Set(products.map(({ brand, department }) => `${brand}/${department}`))].map(
        (pair) => pair.split("/")[0],
      ),
    );
    const spanning = [...departmentsOfBrand.values()].filter((count) => count >= 2).length;
    expect(spanning / departmentsOfBrand.size).toBeGreaterThan(0.6);
  });

  test.each(
    "lamp chair backpack mug jacket headphones bag bowl shelf speaker sweater blanket clock".split(" "),
  )("answers a search for %s with a page of mixed products", (query) => {
    const found = searchCatalogue(products)(query);
    expect(found.length).toBeGreaterThanOrEqual(24);
    expect(found.length).toBeLessThanOrEqual(60);
    const first = found.slice(0, 24);
    expect(countBy(first.map(({ brand }) => brand)).size).toBeGreaterThanOrEqual(5);
    expect(countBy(first.map(({ style }) => style)).size).toBeGreaterThanOrEqual(4);
    const prices = first.map(({ price }) => price ?? 0);
    expect(Math.max(...prices) / Math.min(...prices)).toBeGreaterThan(2.5);
  });
});

function groups(): Map<string, typeof products> {
  const byType = new Map<string, typeof products>();
  for (const product of products) byType.set(product.type, [...(byType.get(product.type) ?? []), product]);
  return byType;
}

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
