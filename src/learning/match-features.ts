import { type Terms, termsOf } from "./match-text.ts";
import { dot } from "./vectors.ts";

/** A query and the n items that are compared with it. */
export interface MatchedList {
  readonly query: string;
  /** [n] */
  readonly titles: readonly string[];
  /** [n]: cosine of the query's embedding and each title's. */
  readonly cosines: ArrayLike<number>;
  /** [n] of [d]: the titles' embeddings, of length 1. */
  readonly vectors: readonly Float32Array[];
}

interface QueryTerm {
  readonly key: string;
  readonly isWord: boolean;
  readonly weight: number;
  readonly trigrams: readonly string[];
}

interface PreparedQuery extends Pick<Terms, "keys"> {
  /** Each once, without units. */
  readonly terms: readonly QueryTerm[];
  readonly trigrams: readonly string[];
}

const SATURATION = 1.2;
const LENGTH_SHARE = 0.75;
const NUMBER_WEIGHT = 5;
const FEEDBACK_COSINE = 8;
const FEEDBACK_COVERAGE = 4;
const NO_SHARE = 1e-6;
/** Place of the soft coverage among the features of one title. */
const SOFT_COVERAGE = 3;

/**
 * What query and title have in common: n rows of F = 16 numbers, in the order of FEATURES in models/train/match_features.py,
 * the reference, where each is explained.
 */
export function matchFeatures({ query, titles, cosines, vectors }: MatchedList): number[][] {
  const prepared = prepare(termsOf(query));
  const read = titles.map(termsOf);
  const meanLength = Math.max(1, read.reduce((sum, { keys }) => sum + keys.length, 0) / read.length);
  const compared = read.map((title) => compare(prepared, title, meanLength));
  const feedback = feedbackOf(
    compared.map((row, at) => FEEDBACK_COSINE * cosines[at] + FEEDBACK_COVERAGE * row[SOFT_COVERAGE]),
    vectors,
  );
  return compared.map((row, at) => [cosines[at], feedback[at], ...row]);
}

function prepare({ keys, kinds, joined }: Terms): PreparedQuery {
  const terms = keys.flatMap((key, at) => {
    if (kinds[at] === "unit" || keys.indexOf(key) < at) return [];
    const isWord = kinds[at] === "word";
    return {
      key,
      isWord,
      weight: isWord ? 2 + Math.min(8, key.length) : NUMBER_WEIGHT,
      trigrams: trigramsOf(key),
    };
  });
  return { keys, terms, trigrams: trigramsOf(joined) };
}

/** The features that need only the texts, 14 numbers. */
function compare({ keys, terms, trigrams }: PreparedQuery, title: Terms, meanLength: number): number[] {
  const length = Math.max(1, title.keys.length);
  const norm = SATURATION * (1 - LENGTH_SHARE + (LENGTH_SHARE * length) / meanLength);
  let [total, wordTotal, covered, saturated, words, soft, missing, missingNumbers] = [0, 0, 0, 0, 0, 0, 0, 0];
  let last: QueryTerm | undefined;
  for (const term of terms) {
    const { key, isWord, weight } = term;
    const count = title.keys.reduce((sum, other) => (other === key ? sum + 1 : sum), 0);
    total += weight;
    if (isWord) {
      last = term;
      wordTotal += weight;
    }
    if (count > 0) {
      covered += weight;
      saturated += (weight * count * (1 + SATURATION)) / (count + norm);
      if (isWord) words += weight;
      soft += weight;
    } else {
      missing++;
      if (isWord) soft += weight * shareIn(term.trigrams, title) ** 2;
      else missingNumbers++;
    }
  }
  const head = title.keys[title.head];
  const places = title.keys.flatMap((key, at) => (keys.includes(key) ? at : []));
  const coverage = covered / (total || 1);
  return [
    coverage,
    saturated / (total || 1),
    wordTotal ? words / wordTotal : 1,
    soft / (total || 1),
    shareIn(trigrams, title),
    missing,
    missingNumbers,
    +keys.includes(head),
    +(last !== undefined && head === last.key),
    last === undefined ? 0 : title.keys.includes(last.key) ? 1 : shareIn(last.trigrams, title),
    orderedShare(keys, title.keys) ?? coverage,
    places.length && places.length / (places[places.length - 1] - places[0] + 1),
    Math.log(length),
    title.kinds.filter((kind) => kind === "number").length,
  ];
}

/** Share of the query's neighbours that a title has in this order. */
function orderedShare(query: readonly string[], title: readonly string[]): number | undefined {
  let [pairs, ordered] = [0, 0];
  for (let at = 1; at < query.length; at++) {
    if (query[at] === query[at - 1]) continue;
    const first = title.indexOf(query[at - 1]);
    pairs++;
    if (first >= 0 && title.lastIndexOf(query[at]) > first) ordered++;
  }
  return pairs ? ordered / pairs : undefined;
}

/** Product of each vector and the mean of the others, weighted by softmax of `logits` [n]: what the best have in common. */
function feedbackOf(logits: readonly number[], vectors: readonly Float32Array[]): number[] {
  const largest = Math.max(...logits);
  const shares = logits.map((logit) => Math.exp(logit - largest));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  for (const [at, vector] of vectors.entries())
    for (let axis = 0; axis < sum.length; axis++) sum[axis] += shares[at] * vector[axis];
  return vectors.map((vector, at) => {
    const ofOthers = total - shares[at];
    if (ofOthers <= NO_SHARE) return 0;
    return (dot(vector, sum) - shares[at] * dot(vector, vector)) / ofOthers;
  });
}

function trigramsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 2) }, (_, at) => text.slice(at, at + 3));
}

function shareIn(trigrams: readonly string[], { joined }: Terms): number {
  if (trigrams.length === 0) return 0;
  return trigrams.reduce((sum, trigram) => (joined.includes(trigram) ? sum + 1 : sum), 0) / trigrams.length;
}
