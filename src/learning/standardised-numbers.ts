/** Of the middle of the list's values, 0 to 1, where something may be liked best. */
const CENTRES = [0, 0.5, 1];
const WIDTH = 0.3;
/** Standard deviations beyond which a value only counts as far out: one odd card must not outweigh the list. */
const MAX_DEVIATION = 2;
/** The median absolute deviation of a normal distribution in standard deviations, inverted; and that of the mean one. */
const OF_MEDIAN = 1.4826;
const OF_MEAN = 1.2533;
/** Counts begin at 0 and run into the hundreds; what goes from 1 to 5 is a grade. */
const LEAST_COUNT = 20;
/** How much further than below the median the values must reach above it to be read as counts. */
const COUNT_SKEW = 4;

/**
 * Codes of one name's numbers over the cards of a list that have it, from which a linear head can learn "the higher the
 * better", "low" and "in the middle". Nothing depends on the unit or on single outliers.
 *
 * 1. How far it is from the median, in robust standard deviations, cut at 2. Values that look like counts (none below 0, the
 *    largest 20 or more and far more above the median than below) on a logarithmic scale.
 * 2. Three bumps over the share of the list that lies below: low, middle, high. Equal values share their places.
 *
 * @param values [n], finite.
 * @returns [4][n], each with mean 0; null if no two values differ enough for that.
 */
export function standardised(values: readonly number[]): readonly (readonly number[])[] | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === most || least === undefined) return null;
  const scaled = areCounts(sorted) ? values.map(Math.log1p) : values;
  const median = medianOf(scaled);
  const deviations = scaled.map((value) => Math.abs(value - median));
  // Of values most of which are equal the median deviation is 0; the mean one is not.
  const deviation = OF_MEDIAN * medianOf(deviations) || OF_MEAN * averageOf(deviations);
  if (deviation === 0) return null; // on a logarithmic scale the largest numbers there are do not differ
  const places = values.map((value) => {
    const below = sorted.findIndex((other) => other === value);
    const last = sorted.findLastIndex((other) => other === value);
    return (below + last) / 2 / (values.length - 1);
  });
  return [
    scaled.map((value) => Math.max(-MAX_DEVIATION, Math.min(MAX_DEVIATION, (value - median) / deviation))),
    ...CENTRES.map((centre) => places.map((place) => Math.exp(-(((place - centre) / WIDTH) ** 2)))),
  ].map(centred);
}

function areCounts(sorted: readonly number[]): boolean {
  const [least, most, median] = [sorted[0], sorted.at(-1)!, medianOf(sorted)];
  return least >= 0 && most >= LEAST_COUNT && most - median > COUNT_SKEW * (median - least);
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function averageOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function centred(values: readonly number[]): readonly number[] {
  const mean = averageOf(values);
  return values.map((value) => value - mean);
}
