import { LIST_SIZE, type DrawnLists } from "./draw-lists.ts";
import { sumOfWords, type ShopperWorld } from "./shopper-world.ts";
import { standardise } from "./standardise.ts";
import type { Taste } from "./taste.ts";

/** Shares of the utility's variance; they sum to 1. */
const VARIANCES = { relevance: 0.2, quality: 0.15, personal: 0.45, whim: 0.2 };
/** Squares sum to 1. */
const PERSONAL = { brand: 0.55, words: 0.55, price: 0.63 };
/** Squares sum to 1. */
const WITH_EXTRA = { personal: 0.8, extra: 0.6 };
/** Squares sum to 1: half of what is personal. */
const WITH_BEYOND = { personal: Math.SQRT1_2, beyond: Math.SQRT1_2 };
const GRADE_THRESHOLDS = [0.2, 0.8, 1.25, 1.7];

/**
 * What each entry of a shopper's lists is worth to the shopper:
 *
 *   u = √.20 relevance + √.15 quality + √.45 personal + √.20 whim,   personal = .55 brand + .55 words + .63 price
 *
 * Every part, and u itself, is standardised over all entries of all these lists, so hand in all lists of the shopper together.
 * Relevance is the cosine of query and item; price is −|place in the category's prices − the target|. In categories with an
 * extra taste personal is .8 of itself + .6 of that; with a taste beyond texts, half of its variance is that.
 *
 * @returns [lists · 24], mean 0, variance 1.
 */
export function utilitiesOf(world: ShopperWorld, taste: Taste, lists: DrawnLists): Float64Array {
  const { items, cosines } = lists;
  const relevance = standardise(cosines);
  const quality = standardise(Float64Array.from(items, (item) => world.quality[item]));
  const whim = standardise(Float64Array.from(items, (item) => taste.whims[item]));
  const personal = personalPart(world, taste, lists);
  return standardise(
    relevance.map(
      (value, at) =>
        Math.sqrt(VARIANCES.relevance) * value +
        Math.sqrt(VARIANCES.quality) * quality[at] +
        Math.sqrt(VARIANCES.personal) * taste.personalWeight * personal[at] +
        Math.sqrt(VARIANCES.whim) * whim[at],
    ),
  );
}

/** 0 to 4: how many of the thresholds .2, .8, 1.25 and 1.7 each utility reaches. */
export function gradesOf(utilities: Float64Array): Uint8Array {
  return Uint8Array.from(
    utilities,
    (utility) => GRADE_THRESHOLDS.filter((threshold) => utility >= threshold).length,
  );
}

function personalPart(world: ShopperWorld, taste: Taste, lists: DrawnLists): Float64Array {
  const { words, pricePlaces } = world;
  const { items } = lists;
  const brandOf = (item: number, weights: Float64Array): number => weights[words.brands[item]] ?? 0;
  const brand = standardise(Float64Array.from(items, (item) => brandOf(item, taste.brands)));
  const keywords = standardise(Float64Array.from(items, (item) => sumOfWords(words, item, taste.words)));
  const price = standardise(
    Float64Array.from(items, (item) => -Math.abs(pricePlaces[item] - taste.priceTarget)),
  );
  const personal = standardise(
    brand.map(
      (value, at) => PERSONAL.brand * value + PERSONAL.words * keywords[at] + PERSONAL.price * price[at],
    ),
  );
  for (const [category, weights] of taste.extraBrands) {
    const entries = Array.from({ length: items.length }, (_, at) => at).filter(
      (at) => lists.categories[Math.floor(at / LIST_SIZE)] === category,
    );
    const extra = standardise(Float64Array.from(entries, (at) => brandOf(items[at], weights)));
    for (const [place, at] of entries.entries()) {
      personal[at] = WITH_EXTRA.personal * personal[at] + WITH_EXTRA.extra * extra[place];
    }
  }
  const { beyondText } = taste;
  if (beyondText === null) return standardise(personal);
  const beyond = standardise(Float64Array.from(items, (item) => beyondText[item]));
  const within = standardise(personal);
  return standardise(
    within.map((value, at) => WITH_BEYOND.personal * value + WITH_BEYOND.beyond * beyond[at]),
  );
}
