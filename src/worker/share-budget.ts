import { CLOCK_LEEWAY_MS } from "../federation/verify-release.ts";
import { epsilonOf, rhoOf } from "../federation/zcdp.ts";
import type { ReleaseRecord, SharingRecord } from "../store/sharing-records.ts";
import { splitTermsOf } from "./split-terms-of.ts";
import type { SharePrivacy } from "./share-privacy.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
export const SHARE_PERIOD_DAYS = 90;
/** In that period, whatever a server would take: the product promises no more. */
export const MAX_SHARES = 12;

/** How many uploads count still. One from a time to come counts: the clock was changed since. */
export function sharesUsed(sentAtMs: readonly number[], nowMs: number): number {
  return sentAtMs.filter((atMs) => nowMs - atMs < SHARE_PERIOD_DAYS * DAY_MS).length;
}

/** How many uploads may go in the period. */
export function mostShares(release: ReleaseRecord | null): number {
  return Math.min(MAX_SHARES, release?.privacy.reportsPer90Days ?? MAX_SHARES);
}

/**
 * Whether this device's clock and the server's signed times agree to a day. Where they do not, nothing is sent: the days of the ledger
 * would be wrong, so that the budget began anew too early or never.
 */
export function clockAgrees(release: ReleaseRecord, nowMs: number): boolean {
  return nowMs >= release.issuedAtMs - CLOCK_LEEWAY_MS && nowMs <= release.expiresAtMs + CLOCK_LEEWAY_MS;
}

/**
 * What the uploads that count still may give away, and what one more may, in the terms that the server has signed. Against everybody
 * whichever noise hides more counts; against the server itself, the device's own alone. Of two servers neither sees more than the sum with
 * the other's noise, as long as they keep to what they have signed and agreed, and to themselves: where all that counts went in two parts.
 */
export function sharePrivacy(
  release: ReleaseRecord,
  { sentAtMs, splitAtMs = [] }: Pick<SharingRecord, "sentAtMs" | "splitAtMs">,
  nowMs: number,
): SharePrivacy {
  const { privacy, localSigma } = release;
  const { noiseMultiplier, delta } = privacy;
  const isSplit = splitTermsOf(release) !== null;
  const rho = Math.min(rhoOf(noiseMultiplier), rhoOf(localSigma));
  const used = sharesUsed(sentAtMs, nowMs);
  const isAllSplit = isSplit && sharesUsed(splitAtMs, nowMs) >= used;
  const serverRho = isAllSplit ? rho : rhoOf(localSigma);
  // Nothing sent gives nothing away, with or without noise.
  const epsilon = (uploads: number, each: number): number =>
    uploads === 0 ? 0 : epsilonOf(uploads * each, delta);
  return {
    noiseMultiplier,
    localSigma,
    delta,
    spent: epsilon(used, rho),
    withNext: epsilon(used + 1, rho),
    serverSpent: epsilon(used, serverRho),
    serverWithNext: epsilon(used + 1, serverRho),
    ...(isSplit ? { isSplit } : {}),
  };
}
