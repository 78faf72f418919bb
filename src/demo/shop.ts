import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadCatalogue } from "./load-catalogue.ts";
import { popularityOf } from "./popularity.ts";
import type { Product } from "./product.ts";
import { searchCatalogue, type Search } from "./search-catalogue.ts";

/** Everything the pages are rendered from. */
export interface Shop {
  /** `index.html`, with its placeholders. */
  readonly template: string;
  readonly departments: readonly Department[];
  readonly productById: ReadonlyMap<string, Product>;
  /** The whole shop, best sellers first. */
  readonly bestSellers: readonly Product[];
  readonly search: Search;
  /** Searches the visitor may want to try first. */
  readonly suggestions: readonly string[];
  /** Whether search pages show one sponsored card; only our own invented brands pay for that. */
  readonly showsSponsored: boolean;
  /** Public root key of the sync server at `/v1`; null if there is none. */
  readonly syncKey: string | null;
}

/** One department and its products, best sellers first. */
export interface Department {
  readonly name: string;
  readonly slug: string;
  readonly products: readonly Product[];
}

export interface ShopOptions {
  /** Folder that holds `index.html`, `public/`, `dist/` and `models/`. */
  readonly root: string;
  /** A catalogue file instead of the built-in one. */
  readonly cataloguePath?: string | undefined;
  readonly onProgress?: ((products: number) => void) | undefined;
  /** Public root key of the sync server on the same port, below `/v1`; default: there is none. */
  readonly syncKey?: string;
}

/** Loads the catalogue and the page template, and sorts the shelves. */
export async function openShop(options: ShopOptions): Promise<Shop> {
  const path = options.cataloguePath ?? join(options.root, "public/shop/catalogue.jsonl");
  const template = await readFile(join(options.root, "index.html"), "utf8");
  const { products, departments } = await loadCatalogue(
    path,
    options.onProgress ? { onProgress: options.onProgress } : {},
  );
  const bestSellers = [...products].sort((a, b) => popularityOf(b.id) - popularityOf(a.id));
  const productsOf = groupByDepartment(bestSellers);
  const isBuiltIn = options.cataloguePath === undefined;
  const slugs = slugsOf(departments);
  return {
    template,
    departments: departments.map((name, at) => ({
      name,
      slug: slugs[at],
      products: productsOf.get(name) ?? [],
    })),
    productById: new Map(products.map((product) => [product.id, product])),
    bestSellers,
    search: searchCatalogue(products),
    suggestions: isBuiltIn
      ? ["lamp", "chair", "backpack", "mug", "jacket", "headphones"]
      : departments.slice(0, 6).map((name) => name.toLowerCase()),
    showsSponsored: isBuiltIn,
    syncKey: options.syncKey ?? null,
  };
}

function groupByDepartment(products: readonly Product[]): Map<string, Product[]> {
  const groups = new Map<string, Product[]>();
  for (const product of products) {
    const group = groups.get(product.department);
    if (group) group.push(product);
    else groups.set(product.department, [product]);
  }
  return groups;
}

/** One for each name: "Bags" and "bags" are two departments, and have two addresses. */
function slugsOf(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain = slugOf(name);
    let slug = plain;
    for (let count = 2; taken.has(slug); count++) slug = `${plain}-${count}`;
    taken.add(slug);
    return slug;
  });
}

/** "Light & Living" becomes "light-living". Letters of every script stay. */
function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  return slug === "" ? "department" : slug;
}
