import type { GateCheck } from "../../federation/gate-checks/gate-check.ts";
import type { GateBounds } from "../../federation/release-gate.ts";

/** What each of the gate's checks measured, by name. */
export type CheckValues = Readonly<Record<string, number>>;

/** Of one round alone: turning back fails only twice in a row, and so never here. */
const FAILS: Readonly<Record<GateCheck["name"], (value: number, bounds: GateBounds) => boolean>> = {
  finite: (value) => value > 0,
  "update-norm": (value, { updateNorm }) => value > updateNorm,
  "update-direction": () => false,
  "canary-ndcg": (value, { ndcgLoss }) => value < -ndcgLoss,
  "exposure-moved": (value, { exposureMoved }) => value > exposureMoved,
  "exposure-items": (value, { itemExposure }) => value > itemExposure,
  "exposure-brands": (value, { brandExposure }) => value > brandExposure,
};

/**
 * The checks of {@link judgeCandidate} that values fail under some bounds, so that rounds need not be simulated again to be judged by
 * others.
 *
 * @throws {Error} for a name that is no check's: kept rounds may be of another version, and would pass.
 */
export function failedChecks(values: CheckValues, bounds: GateBounds): string[] {
  return Object.entries(values)
    .filter(([name, value]) => {
      if (!isCheck(name))
        throw new Error(
          `Cannot judge what was measured as the checks are ${Object.keys(FAILS).join(", ")}: got "${name}"`,
        );
      return FAILS[name](value, bounds);
    })
    .map(([name]) => name);
}

function isCheck(name: string): name is GateCheck["name"] {
  return Object.hasOwn(FAILS, name);
}
