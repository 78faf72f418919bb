import { popularityOf } from "./popularity.ts";
import type { Product } from "./product.ts";

/** Finds products by words; best first, equally good ones by popularity. */
export type Search = (query: string) => readonly Product[];

const fieldWeights = { title: 3, brand: 2, type: 2, attributes: 1 } as const;
const saturation = 1.2;

/**
 * Indexes a catalogue once (about a second for 20,000 products) and answers queries from memory.
 *
 * The score is BM25 over weighted fields without length normalisation: long titles are common in shops and no fault.
 * Products that hold every word come before all others. Scores are rounded to steps of a tenth of the best, and inside
 * one step the more popular comes first: that is how shops mix relevance and sales.
 *
 * @see Robertson and Zaragoza 2009, The Probabilistic Relevance Framework: BM25 and Beyond.
 */
export function searchCatalogue(products: readonly Product[]): Search {
  const index = new Map<string, Map<number, number>>();
  // The department answers only for words that nothing else knows: a "bag" is not all of "Bags & Travel".
  const departmentIndex = new Map<string, Map<number, number>>();
  products.forEach((product, place) => {
    for (const [word, weight] of weightedWords(product)) addEntry(index, word, place, weight);
    for (const word of words(product.department))
      addEntry(departmentIndex, word, place, fieldWeights.attributes);
  });

  return (query) => {
    const queryWords = [...new Set(words(query))];
    const found = new Map<number, { score: number; matched: number }>();
    for (const word of queryWords) {
      const entries = index.get(word) ?? departmentIndex.get(word);
      if (!entries) continue;
      const rarity = Math.log(1 + (products.length - entries.size + 0.5) / (entries.size + 0.5));
      for (const [place, weight] of entries) {
        const hit = found.get(place) ?? { score: 0, matched: 0 };
        hit.score += (rarity * (weight * (saturation + 1))) / (weight + saturation);
        hit.matched++;
        found.set(place, hit);
      }
    }
    const mostMatched = Math.max(0, ...new Set([...found.values()].map(({ matched }) => matched)));
    const best = [...found].filter(([, { matched }]) => matched === mostMatched);
    const topScore = best.reduce((top, [, { score }]) => Math.max(top, score), 0);
    return best
      .map(([place, { score }]) => {
        const product = products[place];
        return { product, step: Math.round((score / topScore) * 10), popularity: popularityOf(product.id) };
      })
      .sort((a, b) => b.step - a.step || b.popularity - a.popularity)
      .map(({ product }) => product);
  };
}

function addEntry(
  index: Map<string, Map<number, number>>,
  word: string,
  place: number,
  weight: number,
): void {
  const entries = index.get(word);
  if (entries) entries.set(place, weight);
  else index.set(word, new Map([[place, weight]]));
}

function weightedWords(product: Product): Map<string, number> {
  const weights = new Map<string, number>();
  const add = (text: string, weight: number): void => {
    for (const word of new Set(words(text))) weights.set(word, (weights.get(word) ?? 0) + weight);
  };
  add(product.title, fieldWeights.title);
  add(product.brand, fieldWeights.brand);
  add(product.type, fieldWeights.type);
  add(product.attributes.join(" "), fieldWeights.attributes);
  return weights;
}

/** Lower-case words without accents and plural endings, so that "Shelves" finds a shelf. */
function words(text: string): string[] {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/['\u2019]s?\b/g, "")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map(singular);
}

function singular(word: string): string {
  if (word.length <= 3) return word;
  if (/(shel|kni|lea|scar)ves$/.test(word)) return word.replace(/ves$/, "f");
  if (word.endsWith("knife")) return word.slice(0, -1);
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (/(s|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}
