import type { Random } from "../../base/random.ts";

const BOOTSTRAPS = 1000;
const HARMED_POINTS = -2;
const POINTS = 100;

/** How far a contender is above the base at one k, in points: NDCG × 100. */
export interface LiftSummary {
  readonly users: number;
  readonly mean: number;
  /** Of the mean: the standard deviation (n − 1) of users / √n; NaN for one user. */
  readonly standardError: number;
  /** 95 % interval of the mean: percentiles of 1,000 bootstraps over users. */
  readonly low: number;
  readonly high: number;
  /** Share of users that are more than 2 points below their own base. */
  readonly harmedShare: number;
  /** 5th percentile of users. */
  readonly fifthPercentile: number;
}

/**
 * Paired comparison over users.
 *
 * @param ndcg     [users]: the contender's, 0 to 1.
 * @param baseNdcg [users]: the base's on the same lists of the same user.
 * @throws {RangeError} if the arrays are empty, differ in length, or hold a number that is not finite.
 * @see Efron, Tibshirani 1993, An introduction to the bootstrap, chapter 13
 */
export function summarise(ndcg: readonly number[], baseNdcg: readonly number[], random: Random): LiftSummary {
  const users = ndcg.length;
  const lifts = Float64Array.from(ndcg, (value, user) => POINTS * (value - baseNdcg[user]));
  if (users === 0 || baseNdcg.length !== users || !lifts.every(Number.isFinite)) {
    throw new RangeError(
      `Cannot compare with the base as there must be one finite NDCG of both for each user: got ${users} and ${baseNdcg.length}`,
    );
  }
  const mean = meanOf(lifts);
  const squares = lifts.reduce((sum, lift) => sum + (lift - mean) ** 2, 0);
  const bootstraps = Float64Array.from({ length: BOOTSTRAPS }, () => {
    let sum = 0;
    for (let draw = 0; draw < users; draw++) sum += lifts[Math.floor(random() * users)];
    return sum / users;
  });
  return {
    users,
    mean,
    standardError: Math.sqrt(squares / (users - 1) / users),
    low: quantileOf(bootstraps, 0.025),
    high: quantileOf(bootstraps, 0.975),
    harmedShare: lifts.filter((lift) => lift < HARMED_POINTS).length / users,
    fifthPercentile: quantileOf(lifts, 0.05),
  };
}

/** Linear between the two nearest order statistics. */
function quantileOf(values: Float64Array, share: number): number {
  const sorted = values.toSorted();
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.ceil(place);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
