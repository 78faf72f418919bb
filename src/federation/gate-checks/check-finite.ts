import type { GateCheck } from "./gate-check.ts";

/** Whether every weight is a number. */
export function checkFinite(candidate: Float32Array): GateCheck {
  const wrong = candidate.filter((weight) => !Number.isFinite(weight)).length;
  return {
    name: "finite",
    value: wrong,
    bound: 0,
    passed: wrong === 0,
    words: `${wrong} of ${candidate.length} weights are not finite; none may be`,
  };
}
