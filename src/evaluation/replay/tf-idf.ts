const WORD = /[\p{L}\p{N}]+/gu;

/** The visitor's TF-IDF profile: the baseline that a ranker of titles has to beat. */
export interface TfIdf {
  /** [items.length]: cosine of each item to the mean of the history's vectors; 0 without a history. */
  readonly similarities: (history: readonly number[], items: readonly number[]) => Float64Array;
}

/** Sparse vectors of all titles: that of item i is the entries `starts[i]` to `starts[i + 1] − 1`. */
interface PackedVectors {
  readonly starts: Int32Array;
  /** Word numbers, each once an item. */
  readonly words: Int32Array;
  readonly weights: Float64Array;
  readonly wordCount: number;
}

/**
 * TF-IDF vectors of a catalogue, (1 + ln tf) · (1 + ln((n + 1) / (df + 1))), scaled to length 1; the same formula as
 * models/train/scorers.py.
 *
 * @see Salton, Buckley 1988, https://doi.org/10.1016/0306-4573(88)90021-0
 */
export function tfIdfOf(titles: readonly string[]): TfIdf {
  const { starts, words, weights, wordCount } = packedVectors(titles);
  const profile = new Float64Array(wordCount); // zeros between calls
  return {
    similarities: (history, items) => {
      const present: number[] = [];
      for (const item of history) {
        for (let at = starts[item]; at < starts[item + 1]; at++) {
          if (profile[words[at]] === 0) present.push(words[at]);
          profile[words[at]] += weights[at];
        }
      }
      const length = Math.sqrt(present.reduce((sum, word) => sum + profile[word] ** 2, 0));
      const cosines = Float64Array.from(items, (item) => {
        let sum = 0;
        for (let at = starts[item]; at < starts[item + 1]; at++) sum += weights[at] * profile[words[at]];
        return sum / Math.max(1e-12, length);
      });
      for (const word of present) profile[word] = 0;
      return cosines;
    },
  };
}

function packedVectors(titles: readonly string[]): PackedVectors {
  const numbers = new Map<string, number>();
  const documents: number[] = [];
  const counts = titles.map((title) => {
    const count = new Map<number, number>();
    const plain = title.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
    for (const [word] of plain.matchAll(WORD)) {
      const number = numbers.get(word) ?? numbers.size;
      numbers.set(word, number);
      count.set(number, (count.get(number) ?? 0) + 1);
    }
    for (const number of count.keys()) documents[number] = (documents[number] ?? 0) + 1;
    return count;
  });
  const starts = new Int32Array(titles.length + 1);
  for (const [item, count] of counts.entries()) starts[item + 1] = starts[item] + count.size;
  const words = new Int32Array(starts[titles.length]);
  const weights = new Float64Array(words.length);
  for (const [item, count] of counts.entries()) {
    let [at, squares] = [starts[item], 0];
    for (const [word, tf] of count) {
      words[at] = word;
      weights[at] = (1 + Math.log(tf)) * (1 + Math.log((titles.length + 1) / (documents[word] + 1)));
      squares += weights[at++] ** 2;
    }
    for (at = starts[item]; at < starts[item + 1]; at++) weights[at] /= Math.sqrt(squares);
  }
  return { starts, words, weights, wordCount: numbers.size };
}
