import { hashText } from "../../learning/hash-text.ts";
import type { ShopLog } from "./shop-log.ts";

/**
 * Token hashes of every item for the contextual bandit: the words of its title, its first word as a stand-in for the brand,
 * and its price quartile.
 */
export function titleTokens({ titles, prices }: ShopLog): (item: number) => readonly number[] {
  const sorted = prices === null ? [] : [...prices].sort((a, b) => a - b);
  const tokens = titles.map((title, item) => {
    const words =
      title
        .normalize("NFKC")
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu) ?? [];
    const hashes = new Set(words.map((word) => hashText(`word ${word}`)));
    if (words.length > 0) hashes.add(hashText(`first ${words[0]}`));
    if (prices !== null) {
      const below = sorted.filter((price) => price < prices[item]).length;
      hashes.add(hashText(`quartile ${Math.floor((4 * below) / sorted.length)}`));
    }
    return [...hashes];
  });
  return (item) => tokens[item];
}
