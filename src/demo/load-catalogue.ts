import { deriveDepartments } from "./derive-departments.ts";
import type { Product } from "./product.ts";
import { centsOf, productFromRecord } from "./product-from-record.ts";
import { readRecords } from "./read-records.ts";

interface LoadOptions {
  /** Called every 5,000 products and at the end. */
  readonly onProgress?: (products: number) => void;
}

/** A catalogue as the demo shop uses it. */
export interface Catalogue {
  readonly products: readonly Product[];
  /** In the order they first appear, or the largest first if they had to be derived. */
  readonly departments: readonly string[];
}

/**
 * Loads a catalogue from a JSONL or CSV file, `.gz` too.
 *
 * Prices are taken as cents if the file says so (`price_cents`), or if nothing in it does, every price is a whole number and half of
 * them exceed 2,000. Departments are derived from the titles if fewer than half of the products name one.
 *
 * @throws {Error} naming file and line if a product has no id or title, if an id comes twice, or if nothing is in it.
 */
export async function loadCatalogue(path: string, options: LoadOptions = {}): Promise<Catalogue> {
  const lineOfId = new Map<string, number>();
  const products: Product[] = [];
  let saysCents = false;
  for await (const record of readRecords(path)) {
    const product = productFromRecord(record);
    if ("lacks" in product) {
      const names = Object.keys(record.fields).slice(0, 8).join(", ");
      throw new Error(
        `Cannot read line ${record.line} of "${path}" as a product: it needs ${product.lacks}, its fields are ${names}`,
      );
    }
    const earlierLine = lineOfId.get(product.id);
    if (earlierLine !== undefined) {
      throw new Error(
        `Cannot load "${path}" as every id must be unique: "${product.id}" is on line ${earlierLine} and on line ${record.line}`,
      );
    }
    lineOfId.set(product.id, record.line);
    saysCents ||= centsOf(record.fields) !== null;
    products.push(product);
    if (products.length % 5000 === 0) options.onProgress?.(products.length);
  }
  if (products.length === 0) throw new Error(`Cannot load "${path}" as a catalogue: it holds no products`);
  options.onProgress?.(products.length);

  const priced =
    !saysCents && arePricesInCents(products)
      ? products.map((product) => ({
          ...product,
          price: product.price === null ? null : product.price / 100,
        }))
      : products;
  return deriveDepartments(priced);
}

function arePricesInCents(products: readonly Product[]): boolean {
  const prices = products.flatMap(({ price }) => (price === null ? [] : [price])).sort((a, b) => a - b);
  return prices.length > 0 && prices.every(Number.isInteger) && prices[prices.length >> 1] > 2000;
}
