import { unscaled } from "../../federation/global-step.ts";
import { stepOptimiser } from "../../federation/server-optimiser.ts";
import { STEP_RATE, stepScale } from "../../learning/step-scale.ts";

/** The head that a round's mean of steps makes of another one, as the server does it, [d]. */
export function movedHead(weights: Float32Array, mean: ArrayLike<number>): Float32Array<ArrayBuffer> {
  const step = { weights, mean: unscaled(mean, stepScale()) };
  return stepOptimiser({ type: "fedavg", learningRate: STEP_RATE }, null, step).weights;
}
