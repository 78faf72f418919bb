import { bootstrapInterval } from "./bootstrap-interval.ts";
import type { SetFigures } from "./replay-set.ts";

/** What the figures of one contender come to, at each number of purchases; null where no shopper has a list. */
export interface LearnerReport {
  readonly mean: readonly (number | null)[];
  /** 95 % interval of the mean by bootstrap over shoppers. */
  readonly ci95: readonly (Interval | null)[];
  /**
   * Share of shoppers that are more than .02 below the global head on their own lists. With two lists a shopper most of it is
   * chance: it tells contenders from each other, not how many people would be harmed.
   */
  readonly harmedShare: readonly (number | null)[];
  /** 95 % interval of the paired difference of `personal` minus this one; null without `personal`. */
  readonly personalMinus95: readonly (Interval | null)[];
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

type Interval = readonly [number, number];

/** The contender that the others are compared with. */
export const BASE = "global-head";
const PERSONAL = "personal";
const HARMED = -0.02;

/** Sums up a replayed set: means with intervals, shares of harmed shoppers, and paired differences. */
export function setReport(name: string, metric: string, { at, shopperIds, values }: SetFigures): SetReport {
  const rowsOf = (learner: string): readonly Float64Array[] | null => values.get(learner) ?? null;
  const learners = Object.fromEntries(
    [...values].map(([learner, rows]) => [
      learner,
      learnerReport(at, {
        rows,
        base: rowsOf(BASE),
        personal: learner === PERSONAL ? null : rowsOf(PERSONAL),
      }),
    ]),
  );
  const first = values.values().next().value ?? [];
  const usersAt = at.map((_, place) => first.filter((row) => !Number.isNaN(row[place])).length);
  return { name, users: shopperIds.length, usersAt, metric, at, learners };
}

interface ComparedRows {
  /** By shopper, [at.length] each. */
  readonly rows: readonly Float64Array[];
  readonly base: readonly Float64Array[] | null;
  readonly personal: readonly Float64Array[] | null;
}

function learnerReport(at: readonly number[], { rows, base, personal }: ComparedRows): LearnerReport {
  const perPlace = at.map((_, place) => {
    const present = [...rows.keys()].filter((shopper) => !Number.isNaN(rows[shopper][place]));
    if (present.length === 0) return { mean: null, ci95: null, harmedShare: null, personalMinus95: null };
    const own = present.map((shopper) => rows[shopper][place]);
    const differences = (upper: readonly Float64Array[], lower: readonly Float64Array[]): number[] =>
      present.map((shopper) => upper[shopper][place] - lower[shopper][place]);
    const lifts = base === null ? null : differences(rows, base);
    return {
      mean: rounded(own.reduce((sum, value) => sum + value, 0) / own.length),
      ci95: interval(own),
      harmedShare: lifts && rounded(lifts.filter((lift) => lift < HARMED).length / lifts.length),
      personalMinus95: personal && interval(differences(personal, rows)),
    };
  });
  return {
    mean: perPlace.map((figures) => figures.mean),
    ci95: perPlace.map((figures) => figures.ci95),
    harmedShare: perPlace.map((figures) => figures.harmedShare),
    personalMinus95: perPlace.map((figures) => figures.personalMinus95),
  };
}

function interval(values: readonly number[]): Interval {
  const [low, high] = bootstrapInterval(values);
  return [rounded(low), rounded(high)];
}

/** The standard errors are around .01: five digits are plenty, and keep the JSON readable. */
function rounded(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
