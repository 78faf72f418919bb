import type { Random } from "../../base/random.ts";
import type { ItemWords } from "./item-words.ts";
import { shuffle } from "./shuffle.ts";

const LIKED_BRANDS = 5;
const DISLIKED_BRANDS = 4;
const LIKED_WORDS = 9;
const DISLIKED_WORDS = 5;

/** Which brands and words somebody likes (+1), dislikes (−1) or does not care about (0). */
export interface Leanings {
  /** [number of brands]. */
  readonly brands: Float64Array;
  /** [w]. */
  readonly words: Float64Array;
}

/** Where leanings can be drawn from. */
export interface LeaningSource {
  readonly words: ItemWords;
  /** [w]. */
  readonly isTasteWord: Uint8Array;
  /** Catalogue indices of the items that somebody looks at. */
  readonly items: Int32Array;
}

/**
 * 5 liked and 4 disliked brands, 9 liked and 5 disliked words, drawn without replacement in proportion to the number of items
 * that have them: one leans on what one meets.
 */
export function drawLeanings({ words, isTasteWord, items }: LeaningSource, random: Random): Leanings {
  const brandCounts = new Float64Array(words.brandTexts.length);
  const wordCounts = new Float64Array(words.texts.length);
  for (const item of items) {
    if (words.brands[item] >= 0) brandCounts[words.brands[item]]++;
    for (let at = words.starts[item]; at < words.starts[item + 1]; at++) {
      wordCounts[words.words[at]] += isTasteWord[words.words[at]];
    }
  }
  return {
    brands: drawSigns(brandCounts, LIKED_BRANDS, DISLIKED_BRANDS, random),
    words: drawSigns(wordCounts, LIKED_WORDS, DISLIKED_WORDS, random),
  };
}

/** 5 liked and 4 disliked brands among those of the given items, [number of brands]. */
export function drawBrandLeanings(words: ItemWords, items: Int32Array, random: Random): Float64Array {
  const counts = new Float64Array(words.brandTexts.length);
  for (const item of items) if (words.brands[item] >= 0) counts[words.brands[item]]++;
  return drawSigns(counts, LIKED_BRANDS, DISLIKED_BRANDS, random);
}

/** Sampling without replacement by exponential clocks: the rate is the count, the earliest rings are taken. */
function drawSigns(counts: Float64Array, liked: number, disliked: number, random: Random): Float64Array {
  const clocks = counts.map((count) => (count > 0 ? -Math.log(1 - random()) / count : Infinity));
  const drawn = [...clocks.keys()]
    .filter((at) => clocks[at] < Infinity)
    .sort((a, b) => clocks[a] - clocks[b])
    .slice(0, liked + disliked);
  // The earliest are the most frequent; who likes them and who does not must not follow from that.
  shuffle(drawn, random);
  const signs = new Float64Array(counts.length);
  for (const [place, at] of drawn.entries()) signs[at] = place < liked ? 1 : -1;
  return signs;
}
