import { PAID_PLACE, placePaid } from "../../../src/demo/place-paid.ts";
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

/** @param hasSponsored True for the demo's own catalogue. */
export function demoList(search: Search, query: string, hasSponsored: boolean): DemoList {
  const products = search(query).slice(0, PAGE_SIZE);
  const paid = hasSponsored ? placePaid(products) : null;
  if (paid === null) return { products, fixed: [] };
  return { products: paid, fixed: [{ index: PAID_PLACE, place: PAID_PLACE }] };
}
