import { globalStep } from "../../federation/global-step.ts";
import { stepScale } from "../../learning/step-scale.ts";
import type { VisitorHead } from "../../learning/visitor-head.ts";
import { personal } from "../contenders/personal.ts";
import { LISTWISE, scoredPage } from "./list-page.ts";

/** A list of a client with its features, [n, d]. */
export interface DescribedList {
  readonly features: Float32Array;
  /** Index of what was bought. */
  readonly wanted: number;
  readonly atMs: number;
}

/** What a device makes of its pages, [d], before it is clipped; null if there is nothing to say. */
export type ClientReport = (
  pages: readonly DescribedList[],
  weights: Float32Array,
) => Float32Array<ArrayBuffer> | null;

/** How much each coordinate of a report counts in the head, [d]; see federation/global-step.ts. */
export interface ReportKind {
  readonly report: ClientReport;
  readonly scale: Float64Array;
}

/**
 * The slope of the client's pages at the global head, see federation/global-step.ts.
 *
 * @param coordinates Those that it has; all others are 0.
 */
export function stepReport(coordinates?: readonly number[]): ReportKind {
  const kept = coordinates === undefined ? null : new Set(coordinates);
  const scale = stepScale().map((value, at) => (kept === null || kept.has(at) ? value : 0));
  return {
    scale,
    report: (pages, weights) => {
      const head = Float64Array.from(weights);
      return globalStep(
        pages.map(({ features, wanted }) => scoredPage(features, wanted, head)),
        { likelihood: LISTWISE, scale },
      );
    },
  };
}

/** How far the client's own head, learned as the product learns it, ends from the global head. */
export function offsetReport(head: VisitorHead): ReportKind {
  return {
    scale: new Float64Array(head.offset(head.init()).length).fill(1),
    report: (pages, weights) => {
      const global = Float64Array.from(weights);
      const { init, learn } = personal("client", head, weights);
      let state = init(0);
      for (const { features, wanted, atMs } of pages) {
        const page = scoredPage(features, wanted, global);
        state = learn(state, {
          ...page,
          items: Array.from(page.rewards.keys()),
          // Of other contenders: this one looks at neither.
          profile: { tfidf: page.baseScores, embedding: page.baseScores },
          popularity: page.baseScores,
          atMs,
        });
      }
      return Float32Array.from(head.offset(state.head));
    },
  };
}
