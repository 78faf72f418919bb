import { hashText } from "../../learning/hash-text.ts";
import type { ShopLog } from "./shop-log.ts";

const WORD = /[\p{L}\p{N}]+/gu;

/**
 * Token hashes of every item for the contextual bandit: the words of its title, its first word as a stand-in for the brand,
 * and its price quartile where the log has prices.
 */
export function titleTokens({ titles, prices }: ShopLog): (item: number) => readonly number[] {
  const quartiles = prices === null ? null : quartilesOf(prices);
  const tokens = titles.map((title, item) => {
    const words = title.normalize("NFKC").toLowerCase().match(WORD) ?? [];
    const hashes = new Set(words.map((word) => hashText(`word ${word}`)));
    if (words.length > 0) hashes.add(hashText(`first ${words[0]}`));
    if (quartiles !== null) hashes.add(hashText(`quartile ${quartiles[item]}`));
    return [...hashes];
  });
  return (item) => tokens[item];
}

/** 0 to 3 for each price, by the share of prices below it. */
function quartilesOf(prices: readonly number[]): number[] {
  const sorted = prices.toSorted((a, b) => a - b);
  const below = new Map<number, number>();
  for (const [place, price] of sorted.entries()) if (!below.has(price)) below.set(price, place);
  return prices.map((price) => Math.floor((4 * below.get(price)!) / prices.length)); // every price was counted
}
