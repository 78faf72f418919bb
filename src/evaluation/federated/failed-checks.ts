import type { GateBounds } from "../../federation/release-gate.ts";

/** What each of the gate's checks measured, by name. */
export type CheckValues = Readonly<Record<string, number>>;

/**
 * The checks of {@link judgeCandidate} that values fail under some bounds, so that rounds need not be simulated again to be judged by
 * others. Of one round alone: turning back fails only twice in a row, and so never here.
 */
export function failedChecks(values: CheckValues, bounds: GateBounds): string[] {
  const most: Readonly<Record<string, number>> = {
    finite: 0,
    "update-norm": bounds.updateNorm,
    "exposure-moved": bounds.exposureMoved,
    "exposure-items": bounds.itemExposure,
    "exposure-brands": bounds.brandExposure,
  };
  return Object.entries(values)
    .filter(
      ([name, value]) =>
        value > (most[name] ?? Infinity) || (name === "canary-ndcg" && value < -bounds.ndcgLoss),
    )
    .map(([name]) => name);
}
