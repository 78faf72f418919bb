import { seededRandom } from "../../base/random.ts";
import type { SetFigures } from "./replay-set.ts";

/** What the figures of one contender come to, at each number of purchases. */
export interface LearnerReport {
  readonly mean: readonly (number | null)[];
  /** 95 % interval of the mean by bootstrap over shoppers. */
  readonly ci95: readonly (readonly [number, number] | null)[];
  /** Share of shoppers that are more than .02 below the global head on their own lists. */
  readonly harmedShare: readonly (number | null)[];
  /** 95 % interval of the paired difference of `personal` minus this one; null without `personal`. */
  readonly personalMinus95: readonly (readonly [number, number] | null)[];
}

/** One set of the JSON that `eval:replay` writes. */
export interface SetReport {
  readonly name: string;
  /** Shoppers with at least one list. */
  readonly users: number;
  /** Shoppers with a list at each number of purchases. */
  readonly usersAt: readonly number[];
  readonly metric: string;
  readonly at: readonly number[];
  readonly learners: Readonly<Record<string, LearnerReport>>;
}

const SAMPLES = 1000;
const HARMED = -0.02;
const BASE = "global-head";
const PERSONAL = "personal";

/**
 * Sums up a replayed set: means with intervals, shares of harmed shoppers, and paired differences.
 *
 * @see Efron, Tibshirani 1993, An introduction to the bootstrap, for the percentile interval
 */
export function setReport(name: string, metric: string, { at, shopperIds, values }: SetFigures): SetReport {
  const column = (learner: string, place: number): Float64Array | null => {
    const rows = values.get(learner);
    return rows === undefined ? null : Float64Array.from(rows, (row) => row[place]);
  };
  const learners: Record<string, LearnerReport> = {};
  for (const learner of values.keys()) {
    const perPlace = at.map((_, place) => {
      const own = column(learner, place)!; // the learner is one of them
      const base = column(BASE, place);
      const personal = learner === PERSONAL ? null : column(PERSONAL, place);
      const present = [...own.keys()].filter((shopper) => !Number.isNaN(own[shopper]));
      if (present.length === 0) return { mean: null, ci95: null, harmedShare: null, personalMinus95: null };
      const lifts = base === null ? null : present.map((shopper) => own[shopper] - base[shopper]);
      return {
        mean: rounded(mean(present.map((shopper) => own[shopper]))),
        ci95: interval(present.map((shopper) => own[shopper])),
        harmedShare:
          lifts === null ? null : rounded(lifts.filter((lift) => lift < HARMED).length / lifts.length),
        personalMinus95:
          personal === null ? null : interval(present.map((shopper) => personal[shopper] - own[shopper])),
      };
    });
    learners[learner] = {
      mean: perPlace.map((figures) => figures.mean),
      ci95: perPlace.map((figures) => figures.ci95),
      harmedShare: perPlace.map((figures) => figures.harmedShare),
      personalMinus95: perPlace.map((figures) => figures.personalMinus95),
    };
  }
  const first = values.values().next().value ?? [];
  const usersAt = at.map((_, place) => first.filter((row) => !Number.isNaN(row[place])).length);
  return { name, users: shopperIds.length, usersAt, metric, at, learners };
}

/** 2.5th and 97.5th percentile of the means of 1,000 resamplings. */
function interval(values: readonly number[]): readonly [number, number] {
  const random = seededRandom(values.length); // the same resamplings for all contenders of one column
  const means = Float64Array.from({ length: SAMPLES }, () => {
    let sum = 0;
    for (let draw = 0; draw < values.length; draw++) sum += values[Math.floor(random() * values.length)];
    return sum / values.length;
  }).sort();
  return [rounded(means[Math.floor(0.025 * SAMPLES)]), rounded(means[Math.ceil(0.975 * SAMPLES) - 1])];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rounded(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
