import {
  clickTrust,
  hasDoubt,
  initClickProfile,
  observeClicks,
  type ClickProfileState,
  type PageClick,
} from "./click-profile.ts";
import { initDrift, observeDrift, type DriftState } from "./drift-detector.ts";
import { hedgeLambda, initHedge, isScored, updateHedge, type HedgeState, type ScoredPage } from "./hedge.ts";
import { listwiseLogLikelihood } from "./listwise-likelihood.ts";
import { trustRegion } from "./trust-region.ts";

/** What stands between the visitor and what is thought to be known of them: the history's part of a score, and the head's. Plain data, some hundred bytes. */
export interface GuardState {
  readonly hedge: HedgeState;
  readonly profile: ClickProfileState;
  readonly drift: DriftState;
  /** Pages with clicks that were learned from, since the start or the last reset. */
  readonly learned: number;
  /** Those of them since the first sign, still standing, that a machine clicks. */
  readonly doubtful: number;
}

/** One page with what came of it, scored before anything was learned from it. */
export interface PageEvidence extends ScoredPage {
  /** In order of time; `index` is an index of the page's arrays. May hold clicks on items never in view (propensity 0). */
  readonly clicks: readonly PageClick[];
  /** Items of the same view that were chosen before; 0 unless given. */
  readonly earlier?: number;
}

/** What the guard says of one page. */
export interface GuardVerdict {
  readonly state: GuardState;
  /** Whether the personal head may learn from this page. */
  readonly learns: boolean;
  /** Whether it should forget faster at this update: the taste seems to move. */
  readonly forgets: boolean;
  /** Whether it should start anew **before** this update. */
  readonly reset: boolean;
}

export function initGuard(): GuardState {
  return { hedge: initHedge(), profile: initClickProfile(), drift: initDrift(), learned: 0, doubtful: 0 };
}

/**
 * The scores to rank by: base + trust · λ · d, where d is the personal part, cut to the trust region, λ what the hedge
 * believes and trust how far the clicks look like a person's. A visitor who is taken for a machine sees the base order.
 *
 * @param baseScores     [n].
 * @param personalScores [n].
 * @returns [n]. Equals `baseScores` if a personal score is not finite.
 * @throws {RangeError} if the lengths differ.
 */
export function blend(
  { hedge, profile }: GuardState,
  baseScores: ArrayLike<number>,
  personalScores: ArrayLike<number>,
): Float64Array {
  const share = clickTrust(profile) * hedgeLambda(hedge);
  const personal = trustRegion(baseScores, personalScores);
  return Float64Array.from(baseScores, (score, at) => score + share * personal[at]);
}

/**
 * Takes in one page; call it **before** the head's own update, which then follows the verdict.
 *
 * 1. The click profile decides whether a person clicked. From a flagged visitor nothing is learned; when the flag goes up,
 *    the hedge starts anew, and the head too if at least half of what it learned came after the first doubt: rather lose
 *    a machine's few pages than a person's many.
 * 2. The hedge and the drift detector compare what base and personal part (in the trust region, as it is shown) said of
 *    the clicks. Drift makes the head forget faster, or start anew.
 *
 * @returns `state` as it was and `learns: false` if the page is not usable: see {@link updateHedge}; but clicks on items
 *   never in view are well-formed, count for the profile, and must have reward 0.
 */
export function observe(state: GuardState, page: PageEvidence): GuardVerdict {
  if (!isScored(page)) return { state, learns: false, forgets: false, reset: false };
  const profile = observeClicks(state.profile, page);
  if (profile.isFlagged) return flagged(state, profile);

  const hasClicks = Array.prototype.includes.call(page.rewards, 1);
  if (!hasClicks) return { state: { ...state, profile }, learns: true, forgets: false, reset: false };
  const personalScores = trustRegion(page.baseScores, page.personalScores);
  const { state: drift, verdict } = observeDrift(state.drift, gainOf(page, personalScores));
  const isReset = verdict === "reset";
  const isDoubtful = hasDoubt(profile);
  return {
    state: {
      hedge: isReset ? initHedge() : updateHedge(state.hedge, { ...page, personalScores }),
      profile,
      drift,
      learned: isReset ? 1 : state.learned + 1,
      doubtful: isDoubtful ? (isReset ? 1 : state.doubtful + 1) : 0,
    },
    learns: true,
    forgets: verdict === "forget",
    reset: isReset,
  };
}

/**
 * After a new global head has moved the base under the personal head: the gain over it is another quantity now, so the
 * drift detector starts anew. The hedge and the profile stay.
 */
export function rebaseGuard(state: GuardState): GuardState {
  return { ...state, drift: initDrift() };
}

function flagged(state: GuardState, profile: ClickProfileState): GuardVerdict {
  if (state.profile.isFlagged)
    return { state: { ...state, profile }, learns: false, forgets: false, reset: false };
  const isReset = state.learned > 0 && 2 * state.doubtful >= state.learned;
  return {
    state: {
      hedge: initHedge(),
      profile,
      drift: initDrift(),
      learned: isReset ? 0 : state.learned,
      doubtful: 0,
    },
    learns: false,
    forgets: false,
    reset: isReset,
  };
}

/** ln P(clicks | base + personal) − ln P(clicks | base). */
function gainOf({ baseScores, rewards, propensities }: ScoredPage, personalScores: Float64Array): number {
  const scores = personalScores.map((score, at) => baseScores[at] + score);
  return (
    listwiseLogLikelihood(scores, rewards, propensities) -
    listwiseLogLikelihood(baseScores, rewards, propensities)
  );
}
