/** Observations of one kind, so far. */
interface Tally {
  readonly count: number;
  readonly sum: number;
}

/** What pages have shown of personal orders against the base order. Plain data. */
export interface BenefitState {
  /** Interleaved pages with clicks: who earned more of them, in [−1, 1] each; above 0 = personal. */
  readonly drafts: Tally;
  /** Of those, how many each side won; the others are ties. */
  readonly wins: number;
  readonly losses: number;
  /** Rewards in [0, 1] of whole pages in personal order, and of pages held out for the base order. */
  readonly personal: Tally;
  readonly heldOut: Tally;
}

/** A mean difference, personal − base, with an interval that holds at all times at once. */
export interface Difference {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface BenefitReport {
  readonly wins: number;
  readonly losses: number;
  /** Of the credit of interleaved pages, in [−1, 1]. */
  readonly drafts: Difference;
  /** Of the reward of whole pages, in [−1, 1]. */
  readonly pages: Difference;
  readonly verdict: "better" | "worse" | "not yet known";
}

/** P(an interval is ever wrong), shared by the two kinds of evidence. */
const ERROR = 0.05;
/** The intervals are made narrowest about here. */
const TUNED_FOR_PAGES = 100;

export function initBenefit(): BenefitState {
  const none = { count: 0, sum: 0 };
  return { drafts: none, wins: 0, losses: 0, personal: none, heldOut: none };
}

/**
 * Takes in an interleaved page: its difference is (personal − base) / (personal + base) of the credited clicks.
 *
 * @param credit Clicks by team, each finite and at least 0. Without any, or out of range: the same state.
 */
export function observeDraft(
  state: BenefitState,
  credit: { readonly personal: number; readonly base: number },
): BenefitState {
  const { personal, base } = credit;
  const clicks = personal + base;
  if (!(personal >= 0 && base >= 0 && clicks > 0 && Number.isFinite(clicks))) return state;
  return {
    ...state,
    drafts: added(state.drafts, (personal - base) / clicks),
    wins: state.wins + (personal > base ? 1 : 0),
    losses: state.losses + (base > personal ? 1 : 0),
  };
}

/**
 * Takes in a whole page in one order, chosen by {@link isHeldOut}, also one without clicks: else pages that failed would
 * not count.
 *
 * @param page `reward` in [0, 1], e.g. 1 if something was clicked, or its reciprocal rank. Out of range: the same state.
 */
export function observePage(
  state: BenefitState,
  page: { readonly reward: number; readonly isHeldOut: boolean },
): BenefitState {
  const { reward, isHeldOut } = page;
  if (!(reward >= 0 && reward <= 1)) return state;
  return isHeldOut
    ? { ...state, heldOut: added(state.heldOut, reward) }
    : { ...state, personal: added(state.personal, reward) };
}

/**
 * What is known so far. The intervals are confidence sequences: one may look after every page and stop when the verdict
 * falls, and still be wrong in at most 5 % of all cases, however rewards are distributed within their range. Each of the
 * two kinds of evidence has half of the 5 %; of that, each of the two orders of whole pages has half.
 *
 * `better` if an interval lies above 0 and none below; `worse` the other way about.
 */
export function benefitOf({ drafts, wins, losses, personal, heldOut }: BenefitState): BenefitReport {
  const credit = boundedMean(drafts, 2, ERROR / 2);
  const ours = boundedMean(personal, 1, ERROR / 4);
  const theirs = boundedMean(heldOut, 1, ERROR / 4);
  const report = {
    wins,
    losses,
    drafts: differenceOf(credit.mean, credit.radius),
    pages: differenceOf(ours.mean - theirs.mean, ours.radius + theirs.radius),
  };
  const isUp = report.drafts.low > 0 || report.pages.low > 0;
  const isDown = report.drafts.high < 0 || report.pages.high < 0;
  return { ...report, verdict: isUp === isDown ? "not yet known" : isUp ? "better" : "worse" };
}

/**
 * The radius of the confidence sequence after a number of observations within a range of a given width: Robbins' normal
 * mixture boundary, for sums that are sub-Gaussian with variance V = count · (width / 2)², as bounded ones are:
 *
 *   radius = sqrt( (V + ρ) · ln( (V + ρ) / (ρ α²) ) ) / count,   ρ = V₁₀₀ / (2 ln(1/α) + ln(1 + 2 ln(1/α)))
 *
 * @returns Infinity for none.
 * @see Howard, Ramdas, McAuliffe, Sekhon 2021, Time-uniform, nonparametric, nonasymptotic confidence sequences,
 *   https://arxiv.org/abs/1810.08240
 */
export function confidenceRadius(count: number, width: number, error: number): number {
  if (count === 0) return Number.POSITIVE_INFINITY;
  const perPage = (width / 2) ** 2;
  const sureness = 2 * Math.log(1 / error);
  const rho = (TUNED_FOR_PAGES * perPage) / (sureness + Math.log(1 + sureness));
  const spread = count * perPage + rho;
  return Math.sqrt(spread * Math.log(spread / (rho * error * error))) / count;
}

function boundedMean({ count, sum }: Tally, width: number, error: number): { mean: number; radius: number } {
  return { mean: count === 0 ? 0 : sum / count, radius: confidenceRadius(count, width, error) };
}

/** Both kinds of differences lie in [−1, 1], and so does what is said of them. */
function differenceOf(mean: number, radius: number): Difference {
  return { mean, low: Math.max(-1, mean - radius), high: Math.min(1, mean + radius) };
}

function added({ count, sum }: Tally, value: number): Tally {
  return { count: count + 1, sum: sum + value };
}
