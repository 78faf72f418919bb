import type { ReviewArmDay, ReviewTrial } from "../../base/review-report.ts";
import { CANARY_ERROR_RATE } from "../../federation/canary-verdict.ts";
import { estimateLift } from "../../federation/quality-estimate.ts";
import { verdictOf } from "../rounds/canary-trial.ts";
import type { CanaryDay, CanaryTrial } from "../store.ts";

/** On each side, in standard errors. */
const SURE = 3;

/** How a trial goes, with the randomising taken out. */
export function reviewTrial(trial: CanaryTrial): ReviewTrial {
  const { share, startedAtMs, stoppedAtMs, why, canary, others } = trial;
  const { upper } = verdictOf(trial);
  return {
    share,
    startedAtMs,
    stoppedAtMs,
    why,
    upper: upper === Infinity ? null : upper,
    errorRate: CANARY_ERROR_RATE,
    canary: daysOf(canary),
    others: daysOf(others),
  };
}

function daysOf(days: readonly CanaryDay[]): ReviewArmDay[] {
  const sum = [0, 0, 0];
  return days.flatMap(({ day, counts }) => {
    for (const [value, count] of counts.entries()) sum[value] += count;
    const lift = estimateLift(sum);
    if (lift === null) return [];
    const { mean, error } = lift;
    const reports = sum.reduce((total, count) => total + count, 0);
    return [{ day, reports, lift: mean, low: mean - SURE * error, high: mean + SURE * error }];
  });
}
