/**
 * What has been seen of a visitor's taste lately. Plain data; all in nats of the personal part's gain over the base,
 * ln P(clicks | base + personal) − ln P(clicks | base), each page scored before it was learned from.
 */
export interface DriftState {
  /** Pages with clicks since the start or the last reset, up to 100: the memory of `mean`. */
  readonly pages: number;
  /** Running mean of the gain. */
  readonly mean: number;
  /** Page and Hinkley's statistic: how far the gains have fallen behind that mean; at least 0. */
  readonly fall: number;
  /** How much better the base has predicted than the personal part, counted from where that began; at least 0. */
  readonly loss: number;
}

/**
 * - `steady`: nothing to do
 * - `forget`: the taste seems to move: forget faster at this update
 * - `reset`:  the base predicts better, beyond doubt: start the personal head anew
 */
export type DriftVerdict = "steady" | "forget" | "reset";

const MEMORY_PAGES = 100;
/** Before this many pages the mean says nothing. */
const MIN_PAGES = 10;
/** No single page may say more, in nats. */
const MAX_GAIN = 2;
/** A fall of the mean gain by less than this is let pass, per page. */
const TOLERANCE = 0.1;
const FALL_TO_FORGET = 6;
const LOSS_TO_FORGET = 4;
/** e⁷: the clicks since the change are 1,100 times more probable without the personal part. */
const LOSS_TO_RESET = 7;

export function initDrift(): DriftState {
  return { pages: 0, mean: 0, fall: 0, loss: 0 };
}

/** True while the visitor's taste seems to move; each reset comes after a page of which this was true. */
export function isDrifting({ fall, loss }: Pick<DriftState, "fall" | "loss">): boolean {
  return fall >= FALL_TO_FORGET || loss >= LOSS_TO_FORGET;
}

/**
 * Takes in the gain of one page with clicks and says whether the visitor's taste has drifted away from what was learned:
 *
 *   fall ← max(0, fall + mean − gain − 0.1)     Page–Hinkley: the gain drops below its own mean; 6 → forget
 *   loss ← max(0, loss − gain)                  a CUSUM of log-likelihood ratios; 4 → forget, 7 → reset
 *
 * `loss` alone resets, since a gain that fell but is still above 0 is worth keeping. While the personal part is right,
 * it exceeds 7 about once in e⁷ = 1,100 excursions. After a reset the state starts anew.
 *
 * @param gain In nats; cut to [−2, 2]. Not finite: the same state, `steady`.
 * @see Page 1954, Continuous inspection schemes; Gama et al. 2014, A survey on concept drift adaptation
 */
export function observeDrift(
  state: DriftState,
  gain: number,
): { readonly state: DriftState; readonly verdict: DriftVerdict } {
  if (!Number.isFinite(gain)) return { state, verdict: "steady" };
  const cut = Math.min(MAX_GAIN, Math.max(-MAX_GAIN, gain));
  const loss = Math.max(0, state.loss - cut);
  if (loss >= LOSS_TO_RESET) return { state: initDrift(), verdict: "reset" };
  const isKnown = state.pages >= MIN_PAGES;
  const fall = isKnown ? Math.max(0, state.fall + state.mean - cut - TOLERANCE) : 0;
  const pages = Math.min(MEMORY_PAGES, state.pages + 1);
  return {
    state: {
      pages,
      mean: state.mean + (cut - state.mean) / pages,
      fall: Math.min(fall, FALL_TO_FORGET),
      loss,
    },
    verdict: isDrifting({ fall, loss }) ? "forget" : "steady",
  };
}
