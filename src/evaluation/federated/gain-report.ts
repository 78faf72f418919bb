import { seededRandom } from "../../base/random.ts";
import { bootstrapInterval } from "../replay/bootstrap-interval.ts";
import type { NewcomerRows } from "./newcomer-figures.ts";

type Interval = readonly [number, number];

/** What one head gives newcomers after one number of interactions. Intervals are 95 %, by bootstrap over newcomers. */
export interface HeadGain {
  readonly mean: number;
  readonly ci95: Interval;
  /** Over the start, for the same newcomers. */
  readonly gain: number;
  readonly gainCi95: Interval;
  /** Minus the central head, for the same newcomers. */
  readonly minusCentralCi95: Interval;
  /** The gain over that of the central head; its interval says little where that gain is not clear. */
  readonly share: number;
  readonly shareCi95: Interval;
}

/** By head: after 0, after 5 interactions, and the mean of both over the newcomers who have both. */
export type GainReport = Readonly<Record<string, readonly HeadGain[]>>;

export const START = "start";
export const CENTRAL = "centralised";
const SAMPLES = 1000;

/**
 * Sums up newcomers' figures of several heads, among them {@link START} and {@link CENTRAL}.
 *
 * @param rows By head: [newcomers] of [2].
 */
export function gainReport(rows: ReadonlyMap<string, NewcomerRows>): GainReport {
  const columns = (name: string): number[][] => {
    const own = [...rows.get(name)!]; // asked for by its name
    return [own.map(([first]) => first), own.map(([, second]) => second), own.map(([a, b]) => (a + b) / 2)];
  };
  const [start, central] = [columns(START), columns(CENTRAL)];
  return Object.fromEntries(
    [...rows.keys()].map((name) => [
      name,
      columns(name).map((values, place) => headGain(values, start[place], central[place])),
    ]),
  );
}

function headGain(values: readonly number[], start: readonly number[], central: readonly number[]): HeadGain {
  const present = [...values.keys()].filter((newcomer) => !Number.isNaN(values[newcomer]));
  const own = present.map((newcomer) => values[newcomer]);
  const gains = present.map((newcomer) => values[newcomer] - start[newcomer]);
  const possible = present.map((newcomer) => central[newcomer] - start[newcomer]);
  const share = meanOf(gains) / meanOf(possible);
  return {
    mean: rounded(meanOf(own)),
    ci95: interval(own),
    gain: rounded(meanOf(gains)),
    gainCi95: interval(gains),
    minusCentralCi95: interval(gains.map((gain, at) => gain - possible[at])),
    share: rounded(share),
    shareCi95: shareInterval(gains, possible),
  };
}

/** 2.5th and 97.5th percentile of the ratio of the sums over 1,000 resamplings of both together. */
function shareInterval(gains: readonly number[], possible: readonly number[]): Interval {
  const random = seededRandom(gains.length);
  const shares = Float64Array.from({ length: SAMPLES }, () => {
    let [gained, could] = [0, 0];
    for (let draw = 0; draw < gains.length; draw++) {
      const at = Math.floor(random() * gains.length);
      gained += gains[at];
      could += possible[at];
    }
    return gained / could;
  }).sort();
  return [rounded(shares[Math.floor(0.025 * SAMPLES)]), rounded(shares[Math.ceil(0.975 * SAMPLES) - 1])];
}

function interval(values: readonly number[]): Interval {
  const [low, high] = bootstrapInterval(values);
  return [rounded(low), rounded(high)];
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard errors are around .005: five digits are plenty, and keep the JSON readable. */
function rounded(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
