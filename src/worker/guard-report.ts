import { clickTrust } from "../learning/click-profile.ts";
import type { GuardState } from "../learning/guard.ts";
import { HEDGE_GRID, hedgeLambda } from "../learning/hedge.ts";
import { benefitOfViews, type PageViews, sumOfViews } from "../learning/page-views.ts";
import type { BenefitReport } from "./benefit-report.ts";
import type { GuardReport } from "./protocol.ts";

/** The guard as the visitor may see it. */
export function guardReport({ hedge, profile, drift, learned }: GuardState): GuardReport {
  return {
    lambda: hedgeLambda(hedge),
    mostLambda: Math.max(...HEDGE_GRID),
    trust: clickTrust(profile),
    isFlagged: profile.isFlagged,
    signs: Object.entries(profile.logRatios).map(([name, logRatio]) => ({ name, logRatio })),
    drift: { pages: drift.pages, meanGain: drift.mean, loss: drift.loss },
    learned,
  };
}

/** What the comparison of orders has shown. */
export function benefitReport(views: PageViews): BenefitReport {
  const { verdict, wins, losses, drafts, pages } = benefitOfViews(views);
  const sums = sumOfViews(views);
  return {
    verdict,
    wins,
    losses,
    drafts,
    pages,
    views: {
      personal: sums.personal.count,
      heldOut: sums.heldOut.count,
      drafts: sums.drafts.count,
    },
  };
}
