import { DEFAULT_GATE_BOUNDS } from "../federation/release-gate.ts";
import { DAY_MS } from "./day-ms.ts";
import type { RoundPolicy } from "./store.ts";

/**
 * With 2,000 reports and σ = 12 the noise on the mean of 257 weights is a tenth of the clip, and twelve reports of one visitor cost
 * ε = 1.6 at δ = 1e-8. Who holds a visitor's report guesses with an AUC of .517 from two heads whether it was in the round between them; 1,000
 * and 6 have as much noise on the mean, and .53 (`npm run campaign -- dp-audit`).
 */
export const DEFAULT_POLICY: RoundPolicy = {
  cohort: 2_000,
  minCohort: 1_000,
  maxAgeMs: 14 * DAY_MS,
  fillMs: null,
  noiseMultiplier: 12,
  promotion: "person",
  gateBounds: DEFAULT_GATE_BOUNDS,
};

/**
 * The rounds' policy, with the defaults for what is not given. A cohort below the default of the least one is that too.
 *
 * @throws {RangeError} for what is out of range.
 */
export function wholePolicy(given: Partial<RoundPolicy>): RoundPolicy {
  const policy = {
    ...DEFAULT_POLICY,
    minCohort: Math.min(DEFAULT_POLICY.minCohort, given.cohort ?? Infinity),
    ...given,
  };
  const { cohort, minCohort, fillMs, maxAgeMs, noiseMultiplier } = policy;
  for (const [name, value] of Object.entries({ cohort, minCohort }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`Cannot open the store as "${name}" must be a whole number from 1: got ${value}`);
  if (minCohort > cohort)
    throw new RangeError(
      `Cannot open the store as "minCohort" must be at most the cohort, ${cohort}: got ${minCohort}`,
    );
  if (!(maxAgeMs > 0))
    throw new RangeError(
      `Cannot open the store as "maxAgeMs", the age at which rounds close, must be above 0: got ${maxAgeMs}`,
    );
  if (fillMs !== null && !(fillMs > 0 && fillMs <= maxAgeMs))
    throw new RangeError(
      `Cannot open the store as "fillMs" must be above 0 and at most the age at which rounds close, ${maxAgeMs}: got ${fillMs}`,
    );
  if (!(noiseMultiplier >= 0 && noiseMultiplier < Infinity))
    throw new RangeError(
      `Cannot open the store as "noiseMultiplier" must be a number from 0: got ${noiseMultiplier}`,
    );
  return policy;
}
