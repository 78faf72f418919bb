import { hashText } from "../../learning/hash-text.ts";
import type { ShopperWorld } from "./shopper-world.ts";

/**
 * Token hashes of every item for the contextual bandit: brand, quarter of the category's prices and the words a taste can be
 * about, each alone and crossed with the category.
 */
export function itemTokens({
  categories,
  words,
  isTasteWord,
  pricePlaces,
}: ShopperWorld): (item: number) => readonly number[] {
  const categoryOf = new Int32Array(pricePlaces.length).fill(-1);
  for (const [category, { members }] of categories.entries())
    for (const item of members) categoryOf[item] = category;
  const tokens = Array.from(categoryOf, (category, item) => {
    const names: string[] = [];
    if (words.brands[item] >= 0) names.push(`brand ${words.brandTexts[words.brands[item]]}`);
    if (!Number.isNaN(pricePlaces[item]))
      names.push(`quarter ${Math.min(3, Math.floor(4 * pricePlaces[item]))}`);
    for (let at = words.starts[item]; at < words.starts[item + 1]; at++)
      if (isTasteWord[words.words[at]] === 1) names.push(`word ${words.texts[words.words[at]]}`);
    return names.flatMap((name) => [hashText(name), hashText(`${category} ${name}`)]);
  });
  return (item) => tokens[item];
}
