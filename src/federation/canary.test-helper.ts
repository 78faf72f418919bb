import { normalFrom, seededRandom } from "../base/random.ts";
import type { CanaryPage, CanarySet } from "./canary-set.ts";

const BRANDS = ["Oak", "Pine", "Fir", null];

/**
 * Pages of random items out of `catalogue` ones, each with features of its own and a brand; what is wanted follows `taste` and chance.
 * Items of few features, so that a head of few weights can be tried on them.
 */
export function canarySet({
  seed,
  pages,
  items,
  catalogue,
  taste,
}: {
  readonly seed: number;
  readonly pages: number;
  readonly items: number;
  readonly catalogue: number;
  /** [d]: what visitors want. */
  readonly taste: readonly number[];
}): CanarySet {
  const random = seededRandom(seed);
  const dimensions = taste.length;
  const rows = Array.from({ length: catalogue }, () =>
    Float32Array.from({ length: dimensions }, () => normalFrom(random)),
  );
  const pageOf = (): CanaryPage => {
    const numbers = [...rows.keys()].sort(() => random() - 0.5).slice(0, items);
    const features = new Float32Array(items * dimensions);
    for (const [row, number] of numbers.entries()) features.set(rows[number], row * dimensions);
    return {
      features,
      baseScores: Float64Array.from({ length: items }, (_, row) => Math.fround(-0.35 * Math.log(1 + row))),
      rewards: Uint8Array.from(numbers, (number) => {
        const wanted = rows[number].reduce((sum, value, at) => sum + value * taste[at], 0);
        return wanted + normalFrom(random) > 1 ? 1 : 0;
      }),
      propensities: new Float64Array(items).fill(1),
      weights: new Float64Array(items).fill(1),
      items: numbers.map((number) => `item-${number}`),
      brands: numbers.map((number) => BRANDS[number % BRANDS.length]),
      titles: numbers.map((number) => `Thing ${number % 7}`),
    };
  };
  return { layout: "test-1", dimensions, pages: Array.from({ length: pages }, pageOf) };
}
