import { l2Norm } from "../../federation/clip.ts";
import type { GateCheck } from "../store.ts";

export interface CandidateToCheck {
  /** [d]: the head that visitors have. */
  readonly current: Float32Array;
  /** [d]. */
  readonly candidate: Float32Array;
  readonly clipNorm: number;
  /** Expected L2 norm of the noise in the update, weight units. */
  readonly noiseNorm: number;
}

/** Noise is seldom longer than this many times what is expected: its length is nearly constant in many dimensions. */
const NOISE_ALLOWANCE = 1.5;

/**
 * What can be said of a candidate from its weights alone: that they are numbers, and that it is no further from the head it goes on from
 * than clipped reports and the noise can have taken it.
 */
export function checkCandidate({ current, candidate, clipNorm, noiseNorm }: CandidateToCheck): GateCheck[] {
  const unusable = candidate.filter((weight) => !Number.isFinite(weight)).length;
  const finite = {
    name: "finite",
    value: unusable,
    passed: unusable === 0,
    words: `${unusable} of ${candidate.length} weights are no numbers`,
  };
  if (unusable > 0) return [finite];
  const norm = l2Norm(candidate.map((weight, at) => weight - current[at]));
  const bound = clipNorm + NOISE_ALLOWANCE * noiseNorm;
  const words = `the update's length is ${norm.toFixed(3)}; the clip and the noise allow ${bound.toFixed(3)}`;
  return [finite, { name: "norm", value: norm, passed: norm <= bound, words }];
}
