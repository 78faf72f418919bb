import type { AdamwMoments, AdamwStep, Network } from "../base/head-maths.ts";
import { backward, forward } from "./network.ts";

/** `adamwSteps` of HeadMaths, in plain TypeScript. 2 to 3 n p multiply-adds a step. */
export function adamwSteps(
  network: Network,
  moments: AdamwMoments,
  steps: readonly AdamwStep[],
): AdamwMoments {
  const parameters = moments.parameters.slice();
  const firstMoment = moments.firstMoment.slice();
  const secondMoment = moments.secondMoment.slice();
  for (const step of steps) {
    const rows = maskedRows(step, network.featureCount);
    const { scores, hiddenSums } = forward(network, parameters, rows);
    const slopes = step.slopesOf(scores);
    const gradient = backward(network, parameters, { rows, hiddenSums, slopes });
    move({ parameters, firstMoment, secondMoment }, gradient, step);
  }
  return { parameters, firstMoment, secondMoment };
}

function maskedRows({ features, mask }: AdamwStep, size: number): Float64Array {
  const rows = new Float64Array(features);
  if (mask === null) return rows;
  for (let start = 0; start < rows.length; start += size)
    for (let at = 0; at < size; at++) rows[start + at] *= mask[at];
  return rows;
}

/** In place. */
function move(
  { parameters, firstMoment, secondMoment }: AdamwMoments,
  gradient: Float64Array,
  step: AdamwStep,
): void {
  const { rate, weightDecay, firstDecay, secondDecay, firstScale, secondScale, epsilon } = step;
  const [firstRest, secondRest] = [1 - firstDecay, 1 - secondDecay];
  const excess = step.maxGradientNorm < Infinity ? lengthOf(gradient) / step.maxGradientNorm : 0;
  const cut = excess > 1 ? 1 / excess : 1;
  for (let at = 0; at < parameters.length; at++) {
    const slope = gradient[at] * cut;
    const first = firstDecay * firstMoment[at] + firstRest * slope;
    const second = secondDecay * secondMoment[at] + secondRest * (slope * slope);
    firstMoment[at] = first;
    secondMoment[at] = second;
    const direction = (first * firstScale) / (Math.sqrt(second * secondScale) + epsilon);
    parameters[at] -= rate * (direction + weightDecay * parameters[at]);
  }
}

/** In four sums that do not wait for each other. */
function lengthOf(vector: Float64Array): number {
  const sums = new Float64Array(4);
  for (let at = 0; at < vector.length; at++) sums[at & 3] += vector[at] * vector[at];
  return Math.sqrt(sums[0] + sums[1] + (sums[2] + sums[3]));
}
