import type { Network } from "../base/head-maths.ts";
import { timesTransposed } from "./dense-products.ts";

/** Where the parameters of a network lie: z from 0, v, W and b from here, and how many there are. */
export function networkLayout({ featureCount, hiddenCount }: Network): {
  readonly outerAt: number;
  readonly innerAt: number;
  readonly biasAt: number;
  readonly parameterCount: number;
} {
  const innerAt = featureCount + hiddenCount;
  const biasAt = innerAt + hiddenCount * featureCount;
  return { outerAt: featureCount, innerAt, biasAt, parameterCount: biasAt + hiddenCount };
}

/** What a network makes of n rows. */
export interface ForwardPass {
  /** [n]. */
  readonly scores: Float64Array;
  /** W φ + b, [h, n]. */
  readonly hiddenSums: Float64Array;
}

/** @param rows [n, d]. */
export function forward(network: Network, parameters: Float64Array, rows: Float64Array): ForwardPass {
  const { featureCount, hiddenCount, start } = network;
  const { outerAt, innerAt, biasAt } = networkLayout(network);
  const weights = start.slice();
  for (let at = 0; at < weights.length; at++) weights[at] += parameters[innerAt + at];
  const hiddenSums = timesTransposed(weights, rows, featureCount);
  const scores = timesTransposed(parameters.slice(0, featureCount), rows, featureCount);
  const count = scores.length;
  for (let unit = 0; unit < hiddenCount; unit++) {
    const outer = parameters[outerAt + unit];
    const bias = parameters[biasAt + unit];
    const to = unit * count;
    for (let item = 0; item < count; item++) {
      const sum = hiddenSums[to + item] + bias;
      hiddenSums[to + item] = sum;
      scores[item] += outer * Math.max(0, sum);
    }
  }
  return { scores, hiddenSums };
}

/**
 * Slopes with respect to the scores, [n], as slopes with respect to the parameters, [p].
 *
 * @param rows       [n, d].
 * @param hiddenSums Of {@link forward}.
 */
export function backward(
  network: Network,
  parameters: Float64Array,
  {
    rows,
    hiddenSums,
    slopes,
  }: { readonly rows: Float64Array; readonly hiddenSums: Float64Array; readonly slopes: Float64Array },
): Float64Array {
  const { featureCount, hiddenCount } = network;
  const { outerAt, innerAt, biasAt, parameterCount } = networkLayout(network);
  const gradient = new Float64Array(parameterCount);
  addRows(gradient, 0, { rows, factors: slopes, size: featureCount });
  const count = slopes.length;
  const factors = new Float64Array(count); // slopes with respect to W φ + b
  for (let unit = 0; unit < hiddenCount; unit++) {
    const outer = parameters[outerAt + unit];
    let outerSlope = 0;
    let biasSlope = 0;
    for (let item = 0; item < count; item++) {
      const sum = hiddenSums[unit * count + item];
      factors[item] = 0;
      if (sum <= 0) continue;
      outerSlope += slopes[item] * sum;
      factors[item] = slopes[item] * outer;
      biasSlope += factors[item];
    }
    gradient[outerAt + unit] = outerSlope;
    gradient[biasAt + unit] = biasSlope;
    addRows(gradient, innerAt + unit * featureCount, { rows, factors, size: featureCount });
  }
  return gradient;
}

/** Adds factors' · rows to d numbers of `sum`, from `to` on. */
function addRows(
  sum: Float64Array,
  to: number,
  {
    rows,
    factors,
    size,
  }: { readonly rows: Float64Array; readonly factors: Float64Array; readonly size: number },
): void {
  for (let item = 0; item < factors.length; item++) {
    const factor = factors[item];
    if (factor === 0) continue;
    const from = item * size;
    for (let at = 0; at < size; at++) sum[to + at] += factor * rows[from + at];
  }
}
