import type { Product } from "../../../src/demo/product.ts";
import type { Search } from "../../../src/demo/search-catalogue.ts";
import type { FixedPlace } from "../../../src/ranking/hold-places.ts";
import { PAGE_SIZE } from "../personas.ts";

/** The first page of a search as the demo shows it. */
export interface DemoList {
  /** In the shop's order. */
  readonly products: readonly Product[];
  readonly fixed: readonly FixedPlace[];
}

/** 0-based place that is paid for in the demo's own shop, by whoever would be last on the page. */
const PAID_PLACE = 2;

/** @param hasSponsored True for the demo's own catalogue. */
export function demoList(search: Search, query: string, hasSponsored: boolean): DemoList {
  const products = search(query).slice(0, PAGE_SIZE);
  if (!hasSponsored || products.length <= 2 * PAID_PLACE) return { products, fixed: [] };
  products.splice(PAID_PLACE, 0, ...products.splice(-1, 1));
  return { products, fixed: [{ index: PAID_PLACE, place: PAID_PLACE }] };
}
