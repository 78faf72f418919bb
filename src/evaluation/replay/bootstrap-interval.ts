import { seededRandom } from "../../base/random.ts";

const SAMPLES = 1000;

/**
 * 95 % interval of a mean: the 2.5th and 97.5th percentile of the means of 1,000 resamplings. Two calls with as many values
 * resample the same places, so that contenders are compared on the same shoppers.
 *
 * @param values At least one, finite.
 * @see Efron, Tibshirani 1993, An introduction to the bootstrap, chapter 13
 */
export function bootstrapInterval(values: readonly number[]): readonly [number, number] {
  const random = seededRandom(values.length);
  const means = Float64Array.from({ length: SAMPLES }, () => {
    let sum = 0;
    for (let draw = 0; draw < values.length; draw++) sum += values[Math.floor(random() * values.length)];
    return sum / values.length;
  }).sort();
  return [means[Math.floor(0.025 * SAMPLES)], means[Math.ceil(0.975 * SAMPLES) - 1]];
}
