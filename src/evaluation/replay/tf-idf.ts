const WORD = /[\p{L}\p{N}]+/gu;

/** The visitor's TF-IDF profile: the baseline that a ranker of titles has to beat. */
export interface TfIdf {
  /** [items.length]: cosine of each item to the mean of the history's vectors; 0 without a history. */
  readonly similarities: (history: readonly number[], items: readonly number[]) => Float64Array;
}

/**
 * TF-IDF vectors of a catalogue, (1 + ln tf) · (1 + ln((n + 1) / (df + 1))), scaled to length 1; the same formula as
 * models/train/scorers.py.
 *
 * @see Salton, Buckley 1988, https://doi.org/10.1016/0306-4573(88)90021-0
 */
export function tfIdfOf(titles: readonly string[]): TfIdf {
  const counts = titles.map((title) => {
    const count = new Map<string, number>();
    const plain = title.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
    for (const [word] of plain.matchAll(WORD)) count.set(word, (count.get(word) ?? 0) + 1);
    return count;
  });
  const documents = new Map<string, number>();
  for (const count of counts)
    for (const word of count.keys()) documents.set(word, (documents.get(word) ?? 0) + 1);
  const vectors = counts.map((count) => {
    const weights = [...count].map(([word, tf]) => {
      const idf = 1 + Math.log((titles.length + 1) / (documents.get(word)! + 1)); // every word was counted
      return [word, (1 + Math.log(tf)) * idf] as const;
    });
    const length = Math.max(1e-12, Math.hypot(...weights.map(([, weight]) => weight)));
    return weights.map(([word, weight]) => [word, weight / length] as const);
  });
  return {
    similarities: (history, items) => {
      const profile = new Map<string, number>();
      for (const item of history)
        for (const [word, weight] of vectors[item]) profile.set(word, (profile.get(word) ?? 0) + weight);
      const length = Math.max(1e-12, Math.hypot(...profile.values()));
      return Float64Array.from(
        items,
        (item) =>
          vectors[item].reduce((sum, [word, weight]) => sum + weight * (profile.get(word) ?? 0), 0) / length,
      );
    },
  };
}
