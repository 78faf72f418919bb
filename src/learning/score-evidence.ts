import type { ScoreEvidence } from "../base/head-maths.ts";
import { positionEvidence } from "./click-likelihood.ts";
import type { Examples } from "./examples.ts";
import { listwiseEvidence } from "./listwise-evidence.ts";

/** How clicks come about: each item for itself, or the chosen one against those passed over. */
export type LikelihoodName = "position-based" | "listwise";

/**
 * What a page says about its scores.
 *
 * @param scores [n], finite.
 * @param temper τ in (0, 1]: how far the page is believed; slopes and information are multiplied by it.
 * @returns Null if the page says nothing: the listwise model learns from a choice only, the position-based one also from
 *          a page on which nothing was chosen.
 */
export function scoreEvidence(
  scores: Float64Array,
  examples: Examples,
  { likelihood, temper }: { readonly likelihood: LikelihoodName; readonly temper: number },
): ScoreEvidence | null {
  if (likelihood === "listwise" && !examples.rewards.includes(1)) return null;
  const evidence =
    likelihood === "listwise" ? listwiseEvidence(scores, examples) : positionEvidence(scores, examples);
  if (temper === 1) return evidence;
  return {
    gradient: evidence.gradient.map((slope) => temper * slope),
    information: evidence.information.map((value) => temper * value),
  };
}
