import { epsilonOf, rhoOf } from "../../federation/zcdp.ts";

/** What a noise multiplier costs a visitor. */
export interface SpentBudget {
  readonly sigma: number;
  /** Of one report, as the server books it; infinity without noise, which JSON has as null. */
  readonly epsilon: number;
  /** So many reports of one visitor in 90 days cost no more than {@link MOST_EPSILON}. */
  readonly mostReports: number;
}

export const MOST_EPSILON = 4;
export const DELTA = 1e-8;

/** @throws {RangeError} as {@link rhoOf} does. */
export function spentBudget(sigma: number): SpentBudget {
  const rho = rhoOf(sigma);
  let mostReports = 0;
  for (let spent = rho; epsilonOf(spent, DELTA) <= MOST_EPSILON; spent += rho) mostReports++;
  return { sigma, epsilon: epsilonOf(rho, DELTA), mostReports };
}
