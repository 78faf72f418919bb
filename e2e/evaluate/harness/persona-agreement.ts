import { type Estimate, estimateOf, meanOf } from "../../../src/evaluation/replay/estimate.ts";
import type { ClickModelName, EngineName } from "../evaluate-options.ts";
import { type Likeness, likenessOf } from "../likeness.ts";
import { lastVisitsOf, ndcgPoints } from "../visit-figures.ts";
import type { VisitLog } from "../visit-log.ts";
import type { HarnessNdcg } from "./live-in-harness.ts";

/** The personas of one group in the browser and in the harness. Points of NDCG@10, of the last half of each persona's visits. */
export interface PersonaAgreement {
  readonly engine: EngineName;
  readonly clickModel: ClickModelName;
  readonly personas: number;
  readonly figures: readonly {
    readonly name: string;
    readonly browser: Estimate | null;
    readonly harness: Estimate | null;
    /** Browser − harness, of the same personas. */
    readonly difference: Estimate | null;
    /** Null of fewer than three personas. */
    readonly likeness: Likeness | null;
  }[];
}

const FIGURES = {
  "personal order": ({ personal }) => personal,
  "global order": ({ global }) => global,
  "shop's order": ({ shop }) => shop,
  "lift over global": ({ personal, global }) => personal - global,
} satisfies Record<string, (ndcg: NonNullable<HarnessNdcg>) => number>;

/**
 * Compares what personas came to in the browser and in the harness, each with themselves.
 *
 * @param browser [personas][visits], of those who see their own order.
 * @param harness [personas][visits], of the same.
 */
export function personaAgreement(
  of: Pick<PersonaAgreement, "engine" | "clickModel">,
  browser: readonly (readonly VisitLog[])[],
  harness: readonly (readonly HarnessNdcg[])[],
): PersonaAgreement {
  const figures = Object.entries(FIGURES).map(([name, value]) => {
    const ours = browser.map((visits) => meanOf(ndcgPoints(lastVisitsOf(visits), value)));
    const theirs = harness.map((visits) =>
      meanOf(ndcgPoints(lastVisitsOf(visits.map((ndcg) => ({ ndcg }))), value)),
    );
    const difference = estimateOf(ours.map((points, persona) => points - theirs[persona]));
    return {
      name,
      browser: estimateOf(ours),
      harness: estimateOf(theirs),
      difference,
      likeness: likenessOf(difference),
    };
  });
  return { ...of, personas: browser.length, figures };
}
