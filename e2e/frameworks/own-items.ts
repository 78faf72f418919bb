import { byPrice, FIRST_COUNT, SHOP_ITEMS } from "./shop-items.ts";

/** What the framework has been told to do with its items, and what its list should be then. */
export class OwnItems {
  #items = SHOP_ITEMS.slice(0, FIRST_COUNT);
  #isFiltered = false;

  press(tool: string): void {
    if (tool === "append") this.#items = [...this.#items, ...SHOP_ITEMS.slice(FIRST_COUNT)];
    if (tool === "remove") this.#items = this.#items.toSpliced(3, 1);
    if (tool === "sort") this.#items = this.#items.toSorted(byPrice);
    if (tool === "filter") this.#isFiltered = !this.#isFiltered;
  }
  get ids(): string[] {
    return this.#items.filter(({ isOffer }) => isOffer || !this.#isFiltered).map(({ id }) => id);
  }
}
