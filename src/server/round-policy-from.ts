import { DAY_MS } from "./day-ms.ts";
import type { RoundPolicy } from "./store.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads what the environment says of rounds; what it leaves out is not there. Bounds are checked where the store is opened.
 *
 * @throws {Error} for what is no number.
 */
export function roundPolicyFrom(environment: Environment): Partial<RoundPolicy> {
  const cohort = numberFrom(environment, "COHORT");
  const minCohort = numberFrom(environment, "MIN_COHORT");
  const days = numberFrom(environment, "ROUND_DAYS");
  const fillDays = numberFrom(environment, "FILL_DAYS");
  const noiseMultiplier = numberFrom(environment, "NOISE_MULTIPLIER");
  return {
    ...(cohort === undefined ? {} : { cohort }),
    ...(minCohort === undefined ? {} : { minCohort }),
    ...(days === undefined ? {} : { maxAgeMs: days * DAY_MS }),
    ...(fillDays === undefined ? {} : { fillMs: fillDays * DAY_MS }),
    ...(noiseMultiplier === undefined ? {} : { noiseMultiplier }),
  };
}

function numberFrom(environment: Environment, name: string): number | undefined {
  const text = environment[name];
  if (text === undefined || text === "") return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new Error(`${name} must be a number: got "${text}"`);
  return value;
}
