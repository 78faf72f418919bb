import { itemTraits } from "../../learning/item-traits.ts";
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

/** Numbers the words and brands that the features read of each item. */
export function itemWordsOf(candidates: readonly Candidate[]): ItemWords {
  const numbers = new Map<string, number>();
  const brandNumbers = new Map<string, number>();
  const starts = new Int32Array(candidates.length + 1);
  const brands = new Int32Array(candidates.length).fill(-1);
  const words: number[] = [];
  const itemCounts: number[] = [];
  for (const [item, candidate] of candidates.entries()) {
    const traits = itemTraits(candidate);
    for (const { text } of traits.words) {
      const number = numberOf(numbers, text);
      words.push(number);
      itemCounts[number] = (itemCounts[number] ?? 0) + 1;
    }
    starts[item + 1] = words.length;
    if (traits.brand !== null) brands[item] = numberOf(brandNumbers, traits.brand.text);
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

function numberOf(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, numbers.size);
  return numbers.size - 1;
}
