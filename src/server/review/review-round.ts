import type { ReviewCandidate, ReviewGroup, ReviewRound, ReviewRow } from "../../base/review-report.ts";
import type { CanarySet } from "../../federation/canary-set.ts";
import { epsilonOf } from "../../federation/zcdp.ts";
import { FEATURE_LAYOUT, FEATURE_RANGES } from "../../learning/feature-layout.ts";
import type { CandidateHeads, RoundRow, Store } from "../store.ts";
import { reviewTrial } from "./review-trial.ts";
import { reviewLists } from "./review-lists.ts";

/** What the review asks of a store. */
export type ReviewedStore = Pick<
  Store,
  | "canaryTrial"
  | "terms"
  | "manifest"
  | "rounds"
  | "round"
  | "candidateHeads"
  | "roundRho"
  | "canarySet"
  | "decide"
>;

/** δ that ε is told for where the manifest does not say. */
const STANDARD_DELTA = 1e-8;

/** All that is known of a round; null if there is none of this number. */
export async function reviewRound(store: ReviewedStore, id: number): Promise<ReviewRound | null> {
  const row = await store.round(id);
  if (row === null) return null;
  const { baseVersion, checks, notRun } = row;
  const delta = (await store.manifest()).privacy?.delta ?? STANDARD_DELTA;
  const rho = await store.roundRho(id);
  const epsilon = rho === null ? null : epsilonOf(rho, delta);
  const heads = await store.candidateHeads(id);
  const trial = await store.canaryTrial(id);
  const set = heads === null ? null : ((await store.canarySet())?.set ?? null);
  return {
    ...reviewRow(row),
    baseVersion,
    checks,
    notRun,
    epsilon: epsilon === Infinity ? null : epsilon,
    delta,
    trial: trial === null ? null : reviewTrial(trial),
    candidate: heads === null ? null : candidateOf(heads, set, store.terms),
  };
}

/** What the list says of a round. */
export function reviewRow(row: RoundRow): ReviewRow {
  const { id, state, openedAtMs, changedAtMs, reports, version, decidedBy, reason } = row;
  return { id, state, openedAtMs, changedAtMs, reports, version, decidedBy, reason };
}

function candidateOf(
  heads: CandidateHeads,
  set: CanarySet | null,
  { layout }: ReviewedStore["terms"],
): ReviewCandidate {
  const update = heads.candidate.map((weight, at) => weight - heads.base[at]);
  return {
    updateNorm: Math.hypot(...update),
    baseNorm: Math.hypot(...heads.base),
    groups: layout === FEATURE_LAYOUT ? groupsOf(heads.base, update) : [],
    lists: set === null || set.dimensions !== update.length ? null : reviewLists(set, heads),
  };
}

function groupsOf(base: Float32Array, update: Float32Array): ReviewGroup[] {
  return FEATURE_RANGES.map(({ group, start, end }) => ({
    name: group,
    before: Math.hypot(...base.subarray(start, end)),
    moved: Math.hypot(...update.subarray(start, end)),
  }));
}
