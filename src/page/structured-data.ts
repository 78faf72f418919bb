import { RankError } from "../base/errors.ts";
import type { Candidate } from "../ranking/candidate.ts";
import { capText, parsePrice } from "./page-text.ts";

/** What structured data may say of one item; all of it optional, since pages leave out anything. */
export type Facts = Partial<Omit<Candidate, "id">>;

const MAX_SCRIPT_CHARACTERS = 2_000_000;
const MAX_DEPTH = 12;
const MAX_PRODUCTS = 2_000;
const MAX_ATTRIBUTES = 24;

/**
 * Reads every JSON-LD block of the page and collects its products.
 *
 * @param onProblem Told of each block that cannot be read; the others are used all the same.
 * @returns Facts by product id (`sku`, `productID`, `@id`) and by the path of its `url`.
 * @see https://schema.org/Product, https://www.w3.org/TR/json-ld11/
 */
export function structuredProducts(
  document: Document,
  onProblem: (error: RankError) => void,
): Map<string, Facts> {
  const products = new Map<string, Facts>();
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    const text = script.textContent ?? "";
    if (text.length > MAX_SCRIPT_CHARACTERS) {
      onProblem(
        new RankError(
          "bad-structured-data",
          `Cannot read a JSON-LD block of ${text.length} characters: at most ${MAX_SCRIPT_CHARACTERS} are read`,
        ),
      );
      continue;
    }
    try {
      collect(JSON.parse(text), products, 0);
    } catch (cause) {
      onProblem(
        new RankError(
          "bad-structured-data",
          `Cannot read a JSON-LD block of this page because it is not JSON: it starts with "${text.trim().slice(0, 40)}"; its facts are left out`,
          { cause },
        ),
      );
    }
  }
  return products;
}

function collect(node: unknown, products: Map<string, Facts>, depth: number): void {
  if (depth > MAX_DEPTH || products.size >= MAX_PRODUCTS || typeof node !== "object" || node === null) return;
  if (Array.isArray(node)) {
    for (const child of node) collect(child, products, depth + 1);
    return;
  }
  const fields = node as Record<string, unknown>;
  if (isProduct(fields["@type"])) {
    const facts = factsOf(fields);
    for (const key of [
      textOf(fields["sku"]),
      textOf(fields["productID"]),
      textOf(fields["@id"]),
      pathOf(fields["url"]),
    ]) {
      if (key !== undefined && !products.has(key)) products.set(key, facts);
    }
    return;
  }
  for (const child of Object.values(fields)) collect(child, products, depth + 1);
}

function factsOf(product: Record<string, unknown>): Facts {
  const offer = firstRecord(product["offers"]);
  const attributes = list(product["additionalProperty"])
    .map((property) => textOf(isRecord(property) ? property["value"] : property))
    .concat([textOf(product["material"]), textOf(product["color"])])
    .filter((value) => value !== undefined)
    .slice(0, MAX_ATTRIBUTES);
  return withoutMissing({
    title: textOf(product["name"]),
    description: textOf(product["description"]),
    brand: textOf(isRecord(product["brand"]) ? product["brand"]["name"] : product["brand"]),
    category: textOf(product["category"]),
    price: parsePrice(offer?.["price"] ?? offer?.["lowPrice"] ?? product["price"]),
    attributes: attributes.length > 0 ? attributes : undefined,
  });
}

/** Drops what is undefined, so that spreading these facts over others never erases any. */
export function withoutMissing(facts: { [Key in keyof Facts]: Facts[Key] | undefined }): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)); // same keys, fewer
}

/** The path of a URL, as both JSON-LD and a card's link may give it, relative or absolute. */
export function pathOf(url: unknown): string | undefined {
  if (typeof url !== "string" || url === "") return undefined;
  try {
    const { pathname, search } = new URL(url, document.baseURI);
    return pathname + search;
  } catch {
    return undefined; // not a URL: there is nothing to match by
  }
}

function isProduct(type: unknown): boolean {
  return list(type).some((name) => name === "Product" || name === "https://schema.org/Product");
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? capText(value) : undefined;
}

function list(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function firstRecord(value: unknown): Record<string, unknown> | undefined {
  return list(value).find(isRecord);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
