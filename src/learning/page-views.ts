import {
  type BenefitReport,
  benefitOf,
  type BenefitState,
  initBenefit,
  observeDraft,
  observePage,
} from "./benefit.ts";

/**
 * How a view of a page takes part in the comparison of orders: in the visitor's order, in the shop's, or in a list that both
 * have drafted.
 */
export type Arm = "personal" | "held-out" | "interleaved";

/** One view of a page, which may hold several rankings: the list is ordered anew after each click. */
export interface PageView {
  readonly id: string;
  readonly arm: Arm;
  /** True once something was chosen. */
  readonly isUsed: boolean;
  /** Choices among what each side has drafted. */
  readonly personal: number;
  readonly base: number;
}

/** What the views of a visitor have shown: the newest as they are, for they may go on, and the sum of the others. */
export interface PageViews {
  readonly benefit: BenefitState;
  /** Oldest first. */
  readonly open: readonly PageView[];
}

const MAX_OPEN = 60;

export function initPageViews(): PageViews {
  return { benefit: initBenefit(), open: [] };
}

/** The views with one more; the same if it is known. */
export function withView(views: PageViews, { id, arm }: Pick<PageView, "id" | "arm">): PageViews {
  if (views.open.some((view) => view.id === id)) return views;
  const open = [...views.open, { id, arm, isUsed: false, personal: 0, base: 0 }];
  const closed = open.slice(0, -MAX_OPEN);
  return { benefit: closed.reduce(added, views.benefit), open: open.slice(-MAX_OPEN) };
}

/**
 * The views after an item of one of them was chosen for the first time.
 *
 * @param team Who drafted it; null if nobody did. A view that is not open any more stays as it was counted.
 */
export function withChoice(
  views: PageViews,
  { id, team }: { readonly id: string; readonly team: "personal" | "base" | null },
): PageViews {
  return {
    ...views,
    open: views.open.map((view) => {
      if (view.id !== id) return view;
      const credited = team === null ? {} : { [team]: view[team] + 1 };
      return { ...view, isUsed: true, ...credited };
    }),
  };
}

/** The sums over every view so far, each counted once: also those on which nothing was chosen. */
export function sumOfViews({ benefit, open }: PageViews): BenefitState {
  return open.reduce(added, benefit);
}

/** What is known of the benefit so far. */
export function benefitOfViews(views: PageViews): BenefitReport {
  return benefitOf(sumOfViews(views));
}

function added(benefit: BenefitState, { arm, isUsed, personal, base }: PageView): BenefitState {
  return arm === "interleaved"
    ? observeDraft(benefit, { personal, base })
    : observePage(benefit, { reward: isUsed ? 1 : 0, isHeldOut: arm === "held-out" });
}
