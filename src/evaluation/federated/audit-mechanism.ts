import { UNITS_PER_CLIP } from "../../federation/fixed-point.ts";
import { noisyMean, type RoundTerms } from "../../federation/noisy-mean.ts";
import type { AuditScores } from "./audit-bounds.ts";
import { BUCKETS } from "./bucketed-sums.ts";
import { seededBytes } from "./seeded-bytes.ts";

/** What is audited: the product, or a way in which it could be broken. */
export type Mechanism = "as it is" | "no noise" | "half the noise" | "drawn twice";

const REPORTS = 10 * BUCKETS;
/** Of the buckets at either end, so that the canary's is in the middle: one more than are cut. */
const OUTER_BUCKETS = 4;

/**
 * Scores of an attacker who knows everything but whether one visitor's report is in the round: all other reports, and the report.
 * The others are as bad for the visitor as can be: four buckets far above and four far below keep the visitor's own among those that
 * count in each coordinate, and no bucket is shortened. What is looked at is how far the released mean lies along the report.
 *
 * @param trials Of either kind.
 */
export function auditMechanism(
  mechanism: Mechanism,
  {
    trials,
    dimensions,
    noiseMultiplier,
    seed,
  }: {
    readonly trials: number;
    readonly dimensions: number;
    readonly noiseMultiplier: number;
    readonly seed: number;
  },
): AuditScores {
  // Whole units, and all coordinates alike: as long as the clip allows.
  const unit = Math.trunc(UNITS_PER_CLIP / Math.sqrt(dimensions));
  const sumsWith = (canary: number): Float64Array => {
    const sums = new Float64Array(BUCKETS * dimensions);
    for (let bucket = 0; bucket < OUTER_BUCKETS; bucket++) {
      sums.fill(8 * unit, bucket * dimensions, (bucket + 1) * dimensions);
      const last = BUCKETS - 1 - bucket;
      sums.fill(-8 * unit, last * dimensions, (last + 1) * dimensions);
    }
    return sums.fill(canary, OUTER_BUCKETS * dimensions, (OUTER_BUCKETS + 1) * dimensions);
  };
  const terms: RoundTerms = {
    reports: REPORTS,
    dimensions,
    clipNorm: 1,
    noiseMultiplier: noiseOf(mechanism, noiseMultiplier),
    randomBytes: seededBytes(seed),
  };
  const scoresOf = (sums: Float64Array): Float64Array =>
    Float64Array.from({ length: trials }, () => {
      const draws = mechanism === "drawn twice" ? 2 : 1;
      let score = 0;
      for (let draw = 0; draw < draws; draw++)
        score += noisyMean(sums, terms).mean.reduce((sum, value) => sum + value) / draws;
      return score;
    });
  return { present: scoresOf(sumsWith(unit)), absent: scoresOf(sumsWith(0)) };
}

function noiseOf(mechanism: Mechanism, noiseMultiplier: number): number {
  if (mechanism === "no noise") return 0;
  return mechanism === "half the noise" ? noiseMultiplier / 2 : noiseMultiplier;
}
