import type { Candidate } from "../ranking/candidate.ts";
import { addMedia } from "./embedding-features.ts";
import { addFacts } from "./fact-features.ts";
import { CORE_COUNT, FEATURE_COUNT, featureRange } from "./feature-layout.ts";
import { type ItemTraits, itemTraits } from "./item-traits.ts";

/** What the encoder says about one list. */
export interface TextSignals {
  /** [n, 64]: embeddings centred, projected and divided by the catalogue's standard deviation. */
  readonly projected: Float32Array;
  /** [n]: how well the item answers the query (query-match.ts); all 0 on a page without a query. */
  readonly match: Float32Array;
  /** [n]: the static score by what the visitor engaged with before; all 0 for a newcomer. */
  readonly history: Float32Array;
}

const TEXT = featureRange("text");
const MATCH = featureRange("match");
const HISTORY = featureRange("history");
const PRICE = featureRange("price");
const BRAND = featureRange("brand");
const ATTRIBUTES = featureRange("attributes");
const INTERCEPT = featureRange("intercept");

const TEXT_DIVISOR = 8;
const PRICE_CENTRES = [0, 0.25, 0.5, 0.75, 1];
const PRICE_WIDTH = 0.2;
/** A word of nearly every card tells nothing; a word of one card alone cannot help another. */
const MAX_WORD_SHARE = 0.5;

/**
 * Describes each candidate of one list by d numbers, minus the list's mean: a head can then only learn preferences
 * between alternatives that were really compared. The intercept is set to 1 after centring.
 *
 * Groups: projected embedding / 8 · query-title score · static score · log-price z-score and five bumps over the price's place in
 * the list · hashed brand · signed hashes of words that at least 2 and at most half of the cards share · intercept · facts
 * ({@link addFacts}) · the shop's own vector ({@link addMedia}).
 *
 * @param candidates n items in the shop's order.
 * @param signals    For the same items in the same order.
 * @returns [n, d] row-major; a missing price says nothing: its group is 0. A missing brand is a brand of its
 *   own that no two items share: minus the list's mean. A missing fact or vector says nothing.
 */
export function featuresOf(candidates: readonly Candidate[], signals: TextSignals): Float32Array {
  return traitFeatures(candidates.map(itemTraits), signals);
}

/** {@link featuresOf} for cards that were read before. */
export function traitFeatures(items: readonly ItemTraits[], signals: TextSignals): Float32Array {
  const count = items.length;
  const features = new Float32Array(count * FEATURE_COUNT);
  for (let item = 0; item < count; item++) {
    const row = item * FEATURE_COUNT;
    for (let at = TEXT.start; at < TEXT.end; at++) {
      features[row + at] = signals.projected[item * (TEXT.end - TEXT.start) + at - TEXT.start] / TEXT_DIVISOR;
    }
    features[row + MATCH.start] = signals.match[item];
    features[row + HISTORY.start] = signals.history[item];
    const { brand } = items[item];
    if (brand !== null) features[row + BRAND.start + brand.bucket] = 1;
  }
  addWords(features, items);
  centre(features, count);
  addPrices(features, items);
  addFacts(
    features,
    items.map(({ facts }) => facts),
  );
  addMedia(
    features,
    items.map(({ media }) => media),
  );
  for (let item = 0; item < count; item++) features[item * FEATURE_COUNT + INTERCEPT.start] = 1;
  return features;
}

function addWords(features: Float32Array, items: readonly ItemTraits[]): void {
  const cardsWith = new Map<string, number>();
  for (const { words } of items)
    for (const { text } of words) cardsWith.set(text, (cardsWith.get(text) ?? 0) + 1);
  for (const [item, { words }] of items.entries()) {
    for (const { text, bucket, value } of words) {
      const cards = cardsWith.get(text)!; // counted above
      if (cards < 2 || cards > items.length * MAX_WORD_SHARE) continue;
      features[item * FEATURE_COUNT + ATTRIBUTES.start + bucket] += value;
    }
  }
}

/** Prices are centred over the cards that have one, so that a missing price says nothing. */
function addPrices(features: Float32Array, items: readonly ItemTraits[]): void {
  const priced = [...items.entries()].flatMap(([item, { logPrice }]) =>
    logPrice === null ? [] : [{ item, logPrice }],
  );
  if (priced.length < 2) return;
  const logs = priced.map(({ logPrice }) => logPrice);
  const mean = average(logs);
  const standardDeviation = Math.sqrt(average(logs.map((log) => (log - mean) ** 2)));
  const rows = priced.map(({ item }, at) => {
    const below = logs.filter((log) => log < logs[at]).length;
    const equal = logs.filter((log) => log === logs[at]).length;
    const share = (below + (equal - 1) / 2) / (logs.length - 1);
    return {
      item,
      values: [
        (logs[at] - mean) / (standardDeviation + 0.3),
        ...PRICE_CENTRES.map((centre) => Math.exp(-(((share - centre) / PRICE_WIDTH) ** 2))),
      ],
    };
  });
  for (let at = 0; at < PRICE.end - PRICE.start; at++) {
    const columnMean = average(rows.map(({ values }) => values[at]));
    for (const { item, values } of rows) {
      features[item * FEATURE_COUNT + PRICE.start + at] = values[at] - columnMean;
    }
  }
}

function centre(features: Float32Array, count: number): void {
  for (let at = 0; at < CORE_COUNT; at++) {
    let sum = 0;
    for (let item = 0; item < count; item++) sum += features[item * FEATURE_COUNT + at];
    for (let item = 0; item < count; item++) features[item * FEATURE_COUNT + at] -= sum / count;
  }
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
