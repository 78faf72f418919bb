import { seededRandom } from "../../base/random.ts";
import { UNITS_PER_CLIP } from "../../federation/fixed-point.ts";
import { noisyMean } from "../../federation/noisy-mean.ts";
import { shuffle } from "../simulate/shuffle.ts";
import { bucketedSums } from "./bucketed-sums.ts";
import type { HonestStage, RoundSettings } from "./honest-stage.ts";
import { seededBytes } from "./seeded-bytes.ts";

/** How well somebody who holds a visitor's report can tell from two released heads whether it was in the round between them. */
export interface MembershipFigures {
  /** Area under the ROC curve: chance that a visitor of the round scores above one who was not there. .5 is guessing. */
  readonly auc: number;
  /** Of the mean over rounds. */
  readonly standardError: number;
}

/**
 * Membership inference on released heads: in each round a cohort is drawn from the stage's visitors, and every visitor is scored
 * by the product of their own report and what the round's mean is beside the mean of all visitors. That attacker has the very
 * report, both heads and the population's mean; members and others are alike in all else. No attacker at all does better than
 * Φ(μ / √2) with μ = 1/σ: .547 at σ = 6.
 *
 * @throws {RangeError} if the cohort takes more than two thirds of the visitors: too few are left to compare with.
 * @see Shokri et al. 2017, https://arxiv.org/abs/1610.05820; Dwork et al. 2015, https://doi.org/10.1109/FOCS.2015.46, for the score
 */
export function membershipAuc(
  { pool, head }: HonestStage,
  { cohort, noiseMultiplier, clipNorm }: RoundSettings,
  {
    rounds,
    seed,
    onProgress,
  }: { readonly rounds: number; readonly seed: number; readonly onProgress: (share: number) => void },
): MembershipFigures {
  const dimensions = head.length;
  const visitors = pool.length / dimensions;
  if (cohort > (2 / 3) * visitors) {
    throw new RangeError(
      `Cannot compare as a cohort must be at most two thirds of the ${visitors} visitors: got ${cohort}`,
    );
  }
  const reportOf = (visitor: number): Int32Array =>
    pool.subarray(visitor * dimensions, (visitor + 1) * dimensions);
  const usual = new Float64Array(dimensions);
  for (let at = 0; at < pool.length; at++)
    usual[at % dimensions] += (pool[at] * clipNorm) / UNITS_PER_CLIP / visitors;
  const areas = Array.from({ length: rounds }, (_, round) => {
    const random = seededRandom(seed + round);
    const order = shuffle(
      Int32Array.from({ length: visitors }, (_, at) => at),
      random,
    );
    const { sums, add, drawNetwork } = bucketedSums(dimensions, seed + round);
    for (const visitor of order.subarray(0, cohort)) add(reportOf(visitor), drawNetwork());
    const terms = { reports: cohort, dimensions, clipNorm, noiseMultiplier };
    const { mean } = noisyMean(sums, { ...terms, randomBytes: seededBytes(seed + round) });
    const scores = Float64Array.from(order, (visitor) => {
      const report = reportOf(visitor);
      let score = 0;
      for (let at = 0; at < dimensions; at++) score += (mean[at] - usual[at]) * report[at];
      return score;
    });
    onProgress((round + 1) / rounds);
    return areaUnderCurve(scores.subarray(0, cohort), scores.subarray(cohort));
  });
  const auc = areas.reduce((sum, area) => sum + area, 0) / rounds;
  const squares = areas.reduce((sum, area) => sum + (area - auc) ** 2, 0);
  return { auc, standardError: Math.sqrt(squares / Math.max(1, rounds - 1) / rounds) };
}

/** Chance that one of the first is above one of the second; equal ones count half. */
export function areaUnderCurve(members: Float64Array, others: Float64Array): number {
  const sorted = others.toSorted();
  const placeOf = (isBelow: (other: number) => boolean): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBelow(sorted[middle])) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  let sum = 0;
  for (const score of members) {
    const below = placeOf((other) => other < score);
    const upTo = placeOf((other) => other <= score);
    sum += (below + upTo) / 2;
  }
  return sum / (members.length * others.length);
}
