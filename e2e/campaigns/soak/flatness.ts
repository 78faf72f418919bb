import { spreadOf } from "../spread.ts";

/** One measurement; `at` counts what was done before it. */
export interface Sample {
  readonly at: number;
  readonly value: number;
}

/** What of a series still counts as flat. */
export interface FlatnessBounds {
  /** It may grow by so much while it is judged, whatever was done: what a measurement cannot tell from noise. */
  readonly slack: number;
  /** And by so much more for each thing that was done. */
  readonly perStep: number;
  /** The greatest value may be so many times the settled one, and `slack` more. */
  readonly mostRatio: number;
}

/** How a series went. */
export interface Flatness {
  /** Median of the first values after the warm-up. */
  readonly settled: number;
  /** Since it has settled. */
  readonly greatest: number;
  /** Of what was done: Theil-Sen, over the judged part; `low` and `high` are its interval of about 95 %. */
  readonly slope: { readonly median: number; readonly low: number; readonly high: number };
  /** That much it may have grown over the judged part: `high` times what was done. */
  readonly mostGrowth: number;
  readonly isFlat: boolean;
}

/** With fewer, an interval says nothing. */
export const LEAST_SAMPLES = 20;
const SETTLED_SAMPLES = 5;
/** Of the normal distribution, for 95 %. */
const Z = 1.96;
const MOST_MEMORY = 0.9;

/**
 * Judges whether a series is flat: its slope, over what comes from `judgedFrom` on, must be shown to be small. A series that is too
 * noisy for that is not flat either. The slope is the median of the slopes between all pairs of samples, which a few odd
 * values, as of a collector that has not run, do not move; its interval is by ranks. Noise that remembers leaves less to go by: the interval is
 * as wide as for so many fewer samples, by the correlation of neighbours, which a series tells of itself but roughly.
 *
 * @param samples In order of `at`.
 * @param from    `settled`: end of the warm-up; `judged`: where the slope begins. Both in units of `at`.
 * @throws {RangeError} if fewer than {@link LEAST_SAMPLES} are to be judged.
 * @see Sen 1968, Estimates of the regression coefficient based on Kendall's tau; Hamed, Rao 1998, A modified Mann-Kendall trend test for
 *   autocorrelated data
 */
export function judgeFlatness(
  samples: readonly Sample[],
  from: { readonly settled: number; readonly judged: number },
  { slack, perStep, mostRatio }: FlatnessBounds,
): Flatness {
  const after = samples.filter(({ at }) => at >= from.settled);
  const judged = samples.filter(({ at }) => at >= from.judged);
  if (judged.length < LEAST_SAMPLES)
    throw new RangeError(`A series is judged by ${LEAST_SAMPLES} samples or more: got ${judged.length}`);
  const settled = spreadOf(after.slice(0, SETTLED_SAMPLES).map(({ value }) => value)).median;
  const greatest = Math.max(...after.map(({ value }) => value));
  const slope = slopeOf(judged);
  const done = judged[judged.length - 1].at - judged[0].at;
  const mostGrowth = slope.high * done;
  const allowed = slack + perStep * done;
  return {
    settled,
    greatest,
    slope,
    mostGrowth,
    isFlat: mostGrowth <= allowed && greatest <= settled * mostRatio + slack,
  };
}

/** Theil-Sen, with Sen's interval. @param samples Three or more, at different `at`. */
function slopeOf(samples: readonly Sample[]): Flatness["slope"] {
  const slopes: number[] = [];
  for (const [index, one] of samples.entries())
    for (const other of samples.slice(index + 1))
      slopes.push((other.value - one.value) / (other.at - one.at));
  slopes.sort((a, b) => a - b);
  const { median } = spreadOf(slopes);
  const n = samples.length;
  const memory = neighbourCorrelation(samples.map(({ at, value }) => value - median * at));
  const width = Z * Math.sqrt((((n * (n - 1) * (2 * n + 5)) / 18) * (1 + memory)) / (1 - memory));
  const low = Math.max(0, Math.floor((slopes.length - width) / 2));
  const high = Math.min(slopes.length - 1, Math.ceil((slopes.length + width) / 2));
  return { median, low: slopes[low], high: slopes[high] };
}

/**
 * How far each value is like the one before it, by their ranks, which a few odd ones do not move.
 *
 * @returns In 0 to {@link MOST_MEMORY}: whatever goes to and fro is judged as if it did not.
 */
function neighbourCorrelation(values: readonly number[]): number {
  // How many more are below a value than above it: equal ones have the same rank.
  const ranks = values.map((value) => values.reduce((sum, other) => sum + Math.sign(value - other), 0));
  const all = ranks.reduce((sum, rank) => sum + rank ** 2, 0);
  if (all === 0) return 0;
  const together = ranks.slice(1).reduce((sum, rank, before) => sum + rank * ranks[before], 0);
  // As estimated of few, it is too small by about this.
  const found = together / all + 4 / values.length;
  return Math.min(MOST_MEMORY, Math.max(0, found));
}
