export interface ShopItem {
  readonly id: string;
  readonly title: string;
  readonly brand: string;
  readonly price: number;
  readonly isOffer: boolean;
}

const BRANDS = ["Alder", "Birch", "Cedar"];

/** Thirty stools; their prices are in none of the orders in which the pages show them at first. */
export const SHOP_ITEMS: readonly ShopItem[] = Array.from({ length: 30 }, (_, at) => ({
  id: `stool-${at}`,
  title: `${BRANDS[at % 3]} stool number ${at}`,
  brand: BRANDS[at % 3],
  price: 10 + ((at * 17) % 31),
  isOffer: at % 4 !== 1,
}));

/** What is on the page before the visitor asks for more. */
export const FIRST_COUNT = 24;

export function byPrice(a: ShopItem, b: ShopItem): number {
  return a.price - b.price;
}
