import { normalFrom, type Random } from "../../base/random.ts";
import { drawBrandLeanings, drawLeanings, type Leanings } from "./leanings.ts";
import { shuffle } from "./shuffle.ts";
import type { ShopperWorld } from "./shopper-world.ts";

const SEEN_CATEGORIES = 8;
const UNSEEN_CATEGORIES = 4;
const SEGMENT_SHARE = 0.6;
const EXTRA_TASTE_CHANCE = 0.3;

/** What one shopper wants. It lies on raw brands and words, not on what a head sees of them. */
export interface Taste extends Leanings {
  /** 8 categories the shopper visits. */
  readonly seenCategories: readonly number[];
  /** 4 categories that are met in tests only. */
  readonly unseenCategories: readonly number[];
  /** Place in the category's prices, 0 to 1. */
  readonly priceTarget: number;
  /** By category: a taste for brands, [number of brands], that holds in this category alone; in about 30 % of them. */
  readonly extraBrands: ReadonlyMap<number, Float64Array>;
  /** [n]: what nothing on the card explains, N(0, 1) for each item. */
  readonly whims: Float64Array;
  /** [n]: liking for what no text says; null for none. */
  readonly beyondText: Float64Array | null;
  /** 0 for a shopper without a taste of the own, else 1. */
  readonly personalWeight: 0 | 1;
}

/**
 * Draws a shopper: leanings of the own + 0.6 × those of one of 8 segments, a price target, an extra taste for brands in
 * about 30 % of the categories, and a whim for each item.
 *
 * @param personalWeight 0 for a shopper without taste: all else, from the same random numbers, stays the same.
 * @throws {RangeError} if the world has fewer than 8 seen or 4 unseen categories.
 */
export function drawTaste(world: ShopperWorld, personalWeight: 0 | 1, random: Random): Taste {
  const seenCategories = drawCategories(world, false, random);
  const unseenCategories = drawCategories(world, true, random);
  const visited = [...seenCategories, ...unseenCategories];
  const items = Int32Array.from(visited.flatMap((category) => [...world.categories[category].members]));
  const own = drawLeanings({ words: world.words, isTasteWord: world.isTasteWord, items }, random);
  const segment = world.segments[Math.floor(random() * world.segments.length)];
  const priceTarget = random();
  const extraBrands = new Map<number, Float64Array>();
  for (const category of visited) {
    if (random() >= EXTRA_TASTE_CHANCE) continue;
    extraBrands.set(category, drawBrandLeanings(world.words, world.categories[category].members, random));
  }
  return {
    seenCategories,
    unseenCategories,
    brands: own.brands.map((value, brand) => value + SEGMENT_SHARE * segment.brands[brand]),
    words: own.words.map((value, word) => value + SEGMENT_SHARE * segment.words[word]),
    priceTarget,
    extraBrands,
    whims: world.quality.map(() => normalFrom(random)),
    beyondText: world.drawBeyondText(random),
    personalWeight,
  };
}

function drawCategories({ categories }: ShopperWorld, isUnseen: boolean, random: Random): number[] {
  const count = isUnseen ? UNSEEN_CATEGORIES : SEEN_CATEGORIES;
  const available = [...categories.keys()].filter((at) => categories[at].isUnseen === isUnseen);
  if (available.length < count) {
    throw new RangeError(
      `Cannot draw a shopper as there must be ${count} ${isUnseen ? "unseen" : "seen"} categories: got ${available.length}; ` +
        "use a larger catalogue or another number of clusters",
    );
  }
  return shuffle(available, random, count).slice(0, count);
}
