import { hashText } from "../../learning/hash-text.ts";
import type { Candidate } from "../../ranking/candidate.ts";

/** Words and brands of a catalogue as numbers, so that no list has to be read as text again. */
export interface ItemWords {
  /** [n + 1]: the words of item i are `words[starts[i]]` to `words[starts[i + 1] − 1]`. */
  readonly starts: Int32Array;
  /** Word numbers, each once an item, without the words of the item's own brand. */
  readonly words: Int32Array;
  /** [w]: in how many items each word occurs. */
  readonly itemCounts: Int32Array;
  /** [w]: the words themselves. */
  readonly texts: readonly string[];
  /** [n]: the number of the item's brand, −1 without one. */
  readonly brands: Int32Array;
  readonly brandTexts: readonly string[];
}

/** Reads title, attributes and brand of every item once; words are what `learning/features` takes for words. */
export function itemWordsOf(candidates: readonly Candidate[]): ItemWords {
  const numbers = new Map<string, number>();
  const brandNumbers = new Map<string, number>();
  const starts = new Int32Array(candidates.length + 1);
  const brands = new Int32Array(candidates.length).fill(-1);
  const words: number[] = [];
  const itemCounts: number[] = [];
  for (const [item, { title, attributes, brand }] of candidates.entries()) {
    const brandWords = new Set(splitWords(brand ?? ""));
    for (const word of new Set(splitWords([title, ...(attributes ?? [])].join(" ")))) {
      if (brandWords.has(word)) continue;
      const number = numberOf(numbers, word);
      words.push(number);
      itemCounts[number] = (itemCounts[number] ?? 0) + 1;
    }
    starts[item + 1] = words.length;
    if (brand !== undefined && brand !== "") brands[item] = numberOf(brandNumbers, normalise(brand));
  }
  return {
    starts,
    words: Int32Array.from(words),
    itemCounts: Int32Array.from(itemCounts),
    texts: [...numbers.keys()],
    brands,
    brandTexts: [...brandNumbers.keys()],
  };
}

/** [length of texts]: the bucket of each text's hash. */
export function bucketsOf(texts: readonly string[], bucketCount: number): Int32Array {
  return Int32Array.from(texts, (text) => hashText(text) % bucketCount);
}

function numberOf(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, numbers.size);
  return numbers.size - 1;
}

function splitWords(text: string): string[] {
  return normalise(text).match(/[\p{L}\p{N}]{3,}/gu) ?? [];
}

function normalise(text: string): string {
  return text.normalize("NFKC").trim().toLowerCase();
}
