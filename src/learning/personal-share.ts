import { clickTrust } from "./click-profile.ts";
import type { GuardState } from "./guard.ts";
import { hedgeLambda } from "./hedge.ts";
import { trustRegion } from "./trust-region.ts";

/**
 * The one factor by which the personal part of a list counts beside the base part: trust · λ · what the trust region leaves,
 * so that base + share · personal is what `blend` gives, and can be split into its parts.
 *
 * @param baseScores     [n].
 * @param personalScores [n]: the history's part and what was learned.
 * @returns In [0, 4]; 0 if a number is not finite.
 * @throws {RangeError} if the lengths differ.
 */
export function personalShare(
  { hedge, profile }: GuardState,
  baseScores: ArrayLike<number>,
  personalScores: ArrayLike<number>,
): number {
  const cut = trustRegion(baseScores, personalScores);
  let largest = 0;
  for (let at = 0; at < cut.length; at++)
    if (Math.abs(personalScores[at]) > Math.abs(personalScores[largest])) largest = at;
  const whole = cut.length === 0 ? 0 : personalScores[largest];
  const kept = whole === 0 ? 1 : cut[largest] / whole;
  return Number.isFinite(kept) ? clickTrust(profile) * hedgeLambda(hedge) * kept : 0;
}
