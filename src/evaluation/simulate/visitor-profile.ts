import type { RankTask } from "../contender.ts";
import { dotAt } from "./dot-at.ts";
import type { ShopperWorld } from "./shopper-world.ts";

/** What a visitor has clicked so far, as two sums of unit vectors. */
export interface VisitorProfile {
  readonly add: (item: number) => void;
  /** [n] each: cosine of the profile and every item, 0 while nothing was clicked. */
  readonly similarities: (items: readonly number[]) => RankTask["profile"];
}

/**
 * Makes a function that starts empty profiles: the mean embedding of the clicked items, and the mean of their TF-IDF vectors
 * with idf = ln(n / items with the word) over all words of title and attributes.
 */
export function createVisitorProfiles({ catalogue, words }: ShopperWorld): () => VisitorProfile {
  const { embeddings, size } = catalogue;
  const count = catalogue.candidates.length;
  const inverseFrequencies = Float64Array.from(words.itemCounts, (items) => Math.log(count / items));
  const lengths = Float64Array.from({ length: count }, (_, item) => {
    let squares = 0;
    for (let at = words.starts[item]; at < words.starts[item + 1]; at++) {
      squares += inverseFrequencies[words.words[at]] ** 2;
    }
    return Math.max(1e-12, Math.sqrt(squares));
  });

  return () => {
    const embedding = new Float64Array(size);
    const wordSums = new Float64Array(words.texts.length);
    let [embeddingSquares, wordSquares] = [0, 0];
    const wordDot = (item: number): number => {
      let sum = 0;
      for (let at = words.starts[item]; at < words.starts[item + 1]; at++) {
        sum += wordSums[words.words[at]] * inverseFrequencies[words.words[at]];
      }
      return sum / lengths[item];
    };
    return {
      add: (item) => {
        for (let at = 0; at < size; at++) embedding[at] += embeddings[item * size + at];
        embeddingSquares = embedding.reduce((sum, value) => sum + value * value, 0);
        wordSquares += 2 * wordDot(item) + 1; // |p + v|² = |p|² + 2 p·v + |v|²
        for (let at = words.starts[item]; at < words.starts[item + 1]; at++) {
          wordSums[words.words[at]] += inverseFrequencies[words.words[at]] / lengths[item];
        }
      },
      similarities: (items) => {
        const embeddingLength = Math.max(1e-12, Math.sqrt(embeddingSquares));
        const wordLength = Math.max(1e-12, Math.sqrt(wordSquares));
        const similarities = {
          tfidf: new Float64Array(items.length),
          embedding: new Float64Array(items.length),
        };
        if (wordSquares === 0) return similarities;
        for (let index = 0; index < items.length; index++) {
          similarities.embedding[index] =
            dotAt(embeddings, items[index] * size, embedding, 0, size) / embeddingLength;
          similarities.tfidf[index] = wordDot(items[index]) / wordLength;
        }
        return similarities;
      },
    };
  };
}
