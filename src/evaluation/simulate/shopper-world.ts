import { normalFrom, type Random } from "../../base/random.ts";
import { clusterCatalogue, type SimulatedCategory } from "./cluster-catalogue.ts";
import { createFeatureRows, type FeatureRowsRequest } from "./feature-rows.ts";
import { itemWordsOf, type ItemWords } from "./item-words.ts";
import { drawLeanings, type Leanings } from "./leanings.ts";
import type { SimulatedCatalogue } from "./simulated-catalogue.ts";
import { standardise } from "./standardise.ts";

const SEGMENTS = 8;
const MIN_WORD_SHARE = 0.01;
const MAX_WORD_SHARE = 0.3;
/** Squares sum to 1. Two thirds of an item's quality show on its card, or no global head could learn it. */
const QUALITY = { brand: 0.6, words: 0.55, own: 0.58 };

/** What all shoppers of one simulation share. */
export interface ShopperWorld {
  readonly catalogue: SimulatedCatalogue;
  readonly categories: readonly SimulatedCategory[];
  readonly words: ItemWords;
  /** [w]: 1 for words of 1-30 % of the items, which a taste can be about; 0 for all others. */
  readonly isTasteWord: Uint8Array;
  /** [n]: how good everyone finds the item; mean 0, variance 1. */
  readonly quality: Float64Array;
  /** [n]: place of the price inside the item's category, 0 (cheapest) to 1; NaN without a price or a category. */
  readonly pricePlaces: Float64Array;
  /** 8 tastes that shoppers have in part. */
  readonly segments: readonly Leanings[];
  readonly writeFeatures: (request: FeatureRowsRequest) => void;
  /** [n]: a new shopper's liking for what no text says; null where nobody has any. */
  readonly drawBeyondText: (random: Random) => Float64Array | null;
}

/**
 * Draws what does not depend on the shopper: categories and what is held out of them, the quality of items, and the segments.
 * Quality follows brand and words (one weight each, N(0, 1)) and something of the item's own.
 *
 * @param clusterCount Passed to {@link clusterCatalogue}.
 * @param random       One seed gives one world, whatever shoppers are drawn in it later.
 */
export function createShopperWorld(
  catalogue: SimulatedCatalogue,
  clusterCount: number,
  random: Random,
): ShopperWorld {
  return shopperWorldOf(catalogue, clusterCatalogue(catalogue, clusterCount, random), random);
}

/** The same for categories that somebody else has made. */
export function shopperWorldOf(
  catalogue: SimulatedCatalogue,
  categories: readonly SimulatedCategory[],
  random: Random,
): ShopperWorld {
  const words = itemWordsOf(catalogue.candidates);
  const count = catalogue.candidates.length;
  const isTasteWord = Uint8Array.from(words.itemCounts, (items) =>
    items >= count * MIN_WORD_SHARE && items <= count * MAX_WORD_SHARE ? 1 : 0,
  );
  const everything = Int32Array.from(categories.flatMap(({ members }) => [...members]));
  return {
    catalogue,
    categories,
    words,
    isTasteWord,
    quality: drawQuality(words, isTasteWord, random),
    pricePlaces: pricePlacesOf(catalogue, categories),
    segments: Array.from({ length: SEGMENTS }, () =>
      drawLeanings({ words, isTasteWord, items: everything }, random),
    ),
    writeFeatures: createFeatureRows(catalogue),
    drawBeyondText: () => null,
  };
}

function drawQuality(words: ItemWords, isTasteWord: Uint8Array, random: Random): Float64Array {
  const brandWorth = Float64Array.from(words.brandTexts, () => normalFrom(random));
  const wordWorth = Float64Array.from(isTasteWord, (isTaste) => isTaste * normalFrom(random));
  const byBrand = standardise(Float64Array.from(words.brands, (brand) => brandWorth[brand] ?? 0));
  const byWords = standardise(byBrand.map((_, item) => sumOfWords(words, item, wordWorth)));
  return standardise(
    byBrand.map(
      (brand, item) =>
        QUALITY.brand * brand + QUALITY.words * byWords[item] + QUALITY.own * normalFrom(random),
    ),
  );
}

/** The sum of the weights of an item's words; `weights` is [w]. */
export function sumOfWords({ starts, words }: ItemWords, item: number, weights: Float64Array): number {
  let sum = 0;
  for (let at = starts[item]; at < starts[item + 1]; at++) sum += weights[words[at]];
  return sum;
}

function pricePlacesOf(
  { candidates }: SimulatedCatalogue,
  categories: readonly SimulatedCategory[],
): Float64Array {
  const places = new Float64Array(candidates.length).fill(NaN);
  for (const { members } of categories) {
    const prices = Float64Array.from(members, (item) => candidates[item].price ?? NaN).filter(
      (price) => price >= 0,
    );
    prices.sort();
    for (const item of members) {
      const price = candidates[item].price;
      if (price === undefined || !(price >= 0)) continue;
      // Equal prices share the middle of their places.
      const first = prices.findIndex((other) => other >= price);
      const last = prices.findLastIndex((other) => other <= price);
      places[item] = prices.length > 1 ? (first + last) / 2 / (prices.length - 1) : 0.5;
    }
  }
  return places;
}
