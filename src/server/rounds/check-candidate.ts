import type { GlobalHead } from "../../federation/global-head.ts";
import type { GateCheck } from "../store.ts";

/** Placeholder until the gate's checks are there: finite and norm. */
export function checkCandidate({
  candidate,
}: {
  current: GlobalHead;
  candidate: GlobalHead;
  clipNorm: number;
}): GateCheck[] {
  const unusable = candidate.weights.filter((weight) => !Number.isFinite(weight)).length;
  return [
    { name: "finite", value: unusable, passed: unusable === 0, words: `${unusable} weights are no numbers` },
  ];
}
