import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadCatalogue } from "../../../src/demo/load-catalogue.ts";
import { renderListPage } from "../../../src/demo/render-list-page.ts";
import { searchCatalogue } from "../../../src/demo/search-catalogue.ts";
import { demoList } from "./demo-list.ts";

const { products } = await loadCatalogue(
  fileURLToPath(new URL("../../../public/shop/catalogue.jsonl", import.meta.url)),
);
const search = searchCatalogue(products);

test.each([true, false])(
  "is the list that the demo renders, with a card that is paid for: %s",
  (hasSponsored) => {
    for (const query of ["lamp", "chair", "jacket"]) {
      const page = String(
        renderListPage(query, { products: search(query), pageNumber: 1, pathOfPage: () => "", hasSponsored }),
      );
      const cards = [...page.matchAll(/<li class="card" data-id="([^"]+)"( +data-pinned)?/g)];
      const list = demoList(search, query, hasSponsored);
      expect(cards.length).toBeGreaterThan(4);
      expect(list.products.map(({ id }) => id)).toEqual(cards.map(([, id]) => id));
      expect(list.fixed.map(({ index }) => index)).toEqual(
        [...cards.keys()].filter((at) => cards[at][2] !== undefined),
      );
    }
  },
);
