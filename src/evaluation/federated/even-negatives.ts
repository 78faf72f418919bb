import type { DrawNegatives } from "../replay/draw-negatives.ts";
import type { ShopLog } from "../replay/shop-log.ts";

/** Draws each item of a shop alike, whoever bought it: what is bought often is worth knowing then, as it is on a shop's own pages. */
export function evenNegatives({ titles }: ShopLog): DrawNegatives {
  return ({ owned, count, random }) => {
    const free = titles.length - owned.size;
    if (free < count) {
      throw new RangeError(
        `Cannot draw ${count} items that a shopper does not own: there are ${free}; the catalogue is too small for lists, leave the shop out`,
      );
    }
    const items = new Set<number>();
    while (items.size < count) {
      const item = Math.floor(random() * titles.length);
      if (!owned.has(item)) items.add(item);
    }
    return [...items];
  };
}
