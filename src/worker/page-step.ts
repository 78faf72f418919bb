import { globalStep } from "../federation/global-step.ts";
import type { Entry, Memory } from "../learning/memory.ts";
import { listwiseEvidence } from "../learning/listwise-evidence.ts";
import type { ShownRanking } from "../learning/shown-ranking.ts";
import { type BeforeLog, stepPages } from "../learning/step-pages.ts";
import { stepScale } from "../learning/step-scale.ts";

/** A visitor's log with what it has led to, and what its rankings were made of. */
export interface Logged {
  /** As it is now. */
  readonly memory: Memory;
  /** In order. */
  readonly entries: readonly Entry[];
  /** By their ids; what is not there is left out. */
  readonly rankings: ReadonlyMap<string, ShownRanking>;
}

/**
 * The step of the newest global head that these rankings ask for beyond what was told before, not clipped, [d]; null if there is nothing new.
 * Listwise, as the rounds are that docs/server.md has the figures of.
 *
 * @param before Default: nothing was told, and the log begins with the first ranking.
 */
export function pageStep({ memory, entries, rankings }: Logged, before?: BeforeLog): Float64Array | null {
  const pages = stepPages(memory, entries, rankings, before);
  const step = globalStep(pages, {
    likelihood: { evidence: (scores, page) => listwiseEvidence(scores, page) },
    scale: stepScale(),
  });
  return step === null ? null : Float64Array.from(step);
}

/** The sum of two steps, either of which may be nothing. */
export function stepSum(one: Float64Array | null, other: Float64Array | null): Float64Array | null {
  if (one === null || other === null) return one ?? other;
  return one.map((value, at) => value + other[at]);
}
