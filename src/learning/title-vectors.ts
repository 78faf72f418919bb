import { hashText } from "./hash-text.ts";

/** A word of a title after normalisation, and the ids of the pieces that the tokenizer cuts it into. */
export interface TitleWord {
  readonly word: string;
  readonly pieces: readonly number[];
}

/** A sparse vector: its entries by ascending key. */
export interface SparseVector {
  /** Whole numbers in [0, 2³²), each once. */
  readonly keys: Float64Array;
  readonly values: Float64Array;
}

/** A title as two sparse vectors of length 1, and its first word, which in shops often is the brand. */
export interface TitleVectors {
  /** By the word's hash: that two words of a list share one is rarer than one page in 10,000. */
  readonly words: SparseVector;
  /** By the piece's id. */
  readonly pieces: SparseVector;
  /** Null for a title without words. */
  readonly first: string | null;
}

/**
 * Describes a title by its words and by its pieces, each weighed by how rare it is:
 *
 *   words    (1 + ln tf) · idf(word),    idf(word) = Σ idf of its pieces
 *   pieces   (1 + ln tf) · idf(piece)
 *
 * both divided by their Euclidean length. A rare word falls into more pieces, so that the sum stands in for the document
 * frequency of words that no training text held; nothing of the shop is counted.
 *
 * @param title In order.
 * @param idf   [vocabulary], at least 0, as it ships with the model; a piece beyond it weighs nothing.
 * @see models/train/lexical.py, the reference; Salton, Buckley 1988, https://doi.org/10.1016/0306-4573(88)90021-0
 */
export function titleVectors(title: readonly TitleWord[], idf: Float32Array): TitleVectors {
  const weightOf = (id: number): number => idf[id] ?? 0;
  return {
    words: weighed(
      title.map(({ word, pieces }) => ({
        key: hashText(word),
        idf: pieces.reduce((sum, id) => sum + weightOf(id), 0),
      })),
    ),
    pieces: weighed(title.flatMap(({ pieces }) => pieces.map((id) => ({ key: id, idf: weightOf(id) })))),
    first: title[0]?.word ?? null,
  };
}

/** The inner product of two sparse vectors: their cosine, as they have length 1; 0 if one of them is empty. */
export function sparseDot(a: SparseVector, b: SparseVector): number {
  let sum = 0;
  for (let at = 0, other = 0; at < a.keys.length && other < b.keys.length;) {
    const difference = a.keys[at] - b.keys[other];
    if (difference === 0) sum += a.values[at] * b.values[other];
    if (difference <= 0) at++;
    if (difference >= 0) other++;
  }
  return sum;
}

function weighed(terms: readonly { readonly key: number; readonly idf: number }[]): SparseVector {
  const counts = new Map<number, { count: number; readonly idf: number }>();
  for (const { key, idf } of terms) {
    const known = counts.get(key);
    if (known !== undefined) known.count++;
    else if (idf > 0) counts.set(key, { count: 1, idf });
  }
  const entries = [...counts].sort(([a], [b]) => a - b);
  const weights = entries.map(([, { count, idf }]) => (1 + Math.log(count)) * idf);
  const length = Math.hypot(...weights);
  return {
    keys: Float64Array.from(entries, ([key]) => key),
    values: Float64Array.from(weights, (weight) => weight / length),
  };
}
