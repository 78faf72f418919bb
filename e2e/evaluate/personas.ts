import { normalFrom, type Random, seededRandom } from "../../src/base/random.ts";
import type { Product } from "../../src/demo/product.ts";
import type { Search } from "../../src/demo/search-catalogue.ts";
import { itemWordsOf, type ItemWords } from "../../src/evaluation/simulate/item-words.ts";
import { drawLeanings } from "../../src/evaluation/simulate/leanings.ts";
import { sumOfWords } from "../../src/evaluation/simulate/shopper-world.ts";
import { standardise } from "../../src/evaluation/simulate/standardise.ts";
import { gradesOf } from "../../src/evaluation/simulate/utilities.ts";
import type { ClickModelName } from "./evaluate-options.ts";

/** Cards on a page of the demo shop. */
export const PAGE_SIZE = 48;
/** A query must fill a page, and not be half of the shop. */
const MIN_RESULTS = 24;
const MAX_RESULT_SHARE = 0.25;
/** Shares of the utility's variance, as in the offline simulation; they sum to 1. */
const VARIANCES = { relevance: 0.2, quality: 0.15, personal: 0.45, whim: 0.2 };
const PERSONAL = { brand: 0.55, words: 0.55, price: 0.63 };
const MIN_WORD_SHARE = 0.002;
const MAX_WORD_SHARE = 0.3;

/**
 * Whose order a persona is shown: its own, lists that its own and the shop's order have drafted, that of shoppers in general (the tag forgets
 * the persona before each visit), or the shop's, without the tag.
 */
export type PersonaArm = "personal" | "interleaved" | "global" | "shop-order";

/** One simulated shopper: what they search for, and what each item is worth to them. Nothing of it is told to the shop. */
export interface Persona {
  readonly number: number;
  readonly seed: number;
  readonly clickModel: ClickModelName;
  readonly arm: PersonaArm;
  /** One for each visit, oldest first. */
  readonly queries: readonly string[];
  /** Utility by item id, of everything on the first page of those queries; mean 0, variance 1. */
  readonly utility: ReadonlyMap<string, number>;
  /** 0 to 4, by item id. */
  readonly grade: ReadonlyMap<string, number>;
}

/** What all personas share. */
export interface PersonaWorld {
  readonly products: readonly Product[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly words: ItemWords;
  readonly isTasteWord: Uint8Array;
  /** [n]: how good everyone finds the item. */
  readonly quality: Float64Array;
  readonly search: Search;
  readonly queries: readonly string[];
}

/**
 * Draws what does not depend on the persona: which words are searched for, and how good each item is.
 *
 * @throws {Error} if the catalogue answers fewer than 12 queries with a page of results.
 */
export function personaWorld(products: readonly Product[], search: Search, random: Random): PersonaWorld {
  const words = itemWordsOf(
    products.map(({ id, title, brand, attributes }) => ({
      id,
      title,
      attributes,
      ...(brand === "" ? {} : { brand }),
    })),
  );
  const isTasteWord = Uint8Array.from(words.itemCounts, (count) =>
    count >= Math.max(3, products.length * MIN_WORD_SHARE) && count <= products.length * MAX_WORD_SHARE
      ? 1
      : 0,
  );
  const queries = [
    ...new Set(products.map(({ type, title }) => (type || title).toLowerCase().split(" ").at(-1) ?? "")),
  ]
    .filter((word) => /^\p{L}{3,}$/u.test(word))
    .filter((word) => {
      const { length } = search(word);
      return length >= MIN_RESULTS && length <= products.length * MAX_RESULT_SHARE;
    });
  if (queries.length < 12) {
    throw new Error(
      `Cannot evaluate on this catalogue because at least 12 words must find ${MIN_RESULTS} products each: found ${queries.length}; take a larger one`,
    );
  }
  return {
    products,
    indexOf: new Map(products.map(({ id }, at) => [id, at])),
    words,
    isTasteWord,
    quality: Float64Array.from(products, () => normalFrom(random)),
    search,
    queries,
  };
}

/**
 * Draws one persona. Of its queries, which differ from each other in what they find, some come again on later days.
 *
 *   u = √.20 relevance + √.15 quality + √.45 personal + √.20 whim,   personal = .55 brand + .55 words + .63 price
 *
 * Relevance is the place in the shop's own order, so that this order is worth something; price is −|place among the prices of the same
 * query − the persona's|. All parts are standardised over everything that the persona will meet.
 */
export function drawPersona(
  world: PersonaWorld,
  {
    number,
    seed,
    visits,
    clickModel,
    arm,
  }: Pick<Persona, "number" | "seed" | "clickModel" | "arm"> & { readonly visits: number },
): Persona {
  const random = seededRandom(seed);
  const { products, indexOf, words, isTasteWord } = world;
  const interests = pick(world.queries, Math.max(2, Math.ceil(visits / 2)), random);
  const queries = Array.from({ length: visits }, (_, visit) =>
    visit < interests.length ? interests[visit] : interests[Math.floor(random() * interests.length)],
  );
  const lists = interests.map((query) => world.search(query).slice(0, PAGE_SIZE));
  const entries = lists.flatMap((list) => {
    const prices = list.flatMap(({ price }) => (price === null ? [] : [price])).toSorted((a, b) => a - b);
    return list.map((product, place) => ({
      item: indexOf.get(product.id)!,
      relevance: -Math.log2(place + 2),
      pricePlace:
        product.price === null || prices.length < 2
          ? Number.NaN
          : prices.findIndex((price) => price >= product.price!) / (prices.length - 1),
    }));
  });
  const items = Int32Array.from(new Set(entries.map(({ item }) => item)));
  const taste = drawLeanings({ words, isTasteWord, items }, random);
  const target = random();
  const whims = new Map(Array.from(items, (item) => [item, normalFrom(random)]));
  const part = (of: (entry: (typeof entries)[number]) => number): Float64Array =>
    standardise(Float64Array.from(entries, of));
  const brand = part(({ item }) => taste.brands[words.brands[item]] ?? 0);
  const keywords = part(({ item }) => sumOfWords(words, item, taste.words));
  const price = part(({ pricePlace }) => -Math.abs(pricePlace - target));
  const personal = standardise(
    brand.map(
      (value, at) => PERSONAL.brand * value + PERSONAL.words * keywords[at] + PERSONAL.price * price[at],
    ),
  );
  const [relevance, quality, whim] = [
    part((entry) => entry.relevance),
    part(({ item }) => world.quality[item]),
    part(({ item }) => whims.get(item)!),
  ];
  const utilities = standardise(
    relevance.map(
      (value, at) =>
        Math.sqrt(VARIANCES.relevance) * value +
        Math.sqrt(VARIANCES.quality) * quality[at] +
        Math.sqrt(VARIANCES.personal) * personal[at] +
        Math.sqrt(VARIANCES.whim) * whim[at],
    ),
  );
  const grades = gradesOf(utilities);
  const byId = <T>(values: ArrayLike<T>): Map<string, T> =>
    // Of an item that two queries find, the first meeting counts.
    new Map([...entries.entries()].toReversed().map(([at, { item }]) => [products[item].id, values[at]]));
  return { number, seed, clickModel, arm, queries, utility: byId(utilities), grade: byId(grades) };
}

function pick<T>(from: readonly T[], count: number, random: Random): T[] {
  const left = [...from];
  return Array.from({ length: Math.min(count, left.length) }, () => {
    const [taken] = left.splice(Math.floor(random() * left.length), 1);
    return taken;
  });
}
