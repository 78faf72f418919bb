import { bootstrapInterval } from "./bootstrap-interval.ts";

/**
 * A mean over shoppers with its 95 % interval; shoppers are what is drawn anew, so they are what is resampled. Of few shoppers it is too
 * narrow: of normal (of exponential) values it held in 95 (94) of 100 cases for 125, 93 (91) for 20, 82 (78) for 5 and 74 (68) for 3.
 */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Shoppers. */
  readonly count: number;
}

/** Null if there is nothing to take a mean of. Values that are not finite are left out. */
export function estimateOf(values: readonly number[]): Estimate | null {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return null;
  const [low, high] = bootstrapInterval(finite);
  return { mean: meanOf(finite), low, high, count: finite.length };
}

/** Of fewer there is no interval. */
export const MIN_COUNT = 3;

/** On which side of 0 an interval lies; 0 if it holds it, or is of too few to be an interval. */
export function sideOf(estimate: Estimate | null): 1 | -1 | 0 {
  if (estimate === null || estimate.count < MIN_COUNT) return 0;
  return estimate.low > 0 ? 1 : estimate.high < 0 ? -1 : 0;
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Linear between order statistics; NaN for none. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  return sorted[below] + (place - below) * (sorted[Math.ceil(place)] - sorted[below]);
}

const Z = 1.96;

/**
 * The share of `count` in `all` with its 95 % interval, which is not empty where nobody or everybody is counted.
 *
 * @see Wilson 1927, Probable inference, the law of succession, and statistical inference
 */
export function shareOf(count: number, all: number): Estimate | null {
  if (all === 0) return null;
  const mean = count / all;
  const scale = 1 + Z ** 2 / all;
  const middle = (mean + Z ** 2 / (2 * all)) / scale;
  const half = (Z / scale) * Math.sqrt((mean * (1 - mean)) / all + Z ** 2 / (4 * all ** 2));
  return { mean, low: Math.max(0, middle - half), high: Math.min(1, middle + half), count: all };
}
