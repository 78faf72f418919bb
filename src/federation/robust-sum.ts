import { UNITS_PER_CLIP } from "./fixed-point.ts";

/** β: this share of the buckets is left out at either end, coordinate by coordinate. */
const TRIMMED_SHARE = 0.1;

/** What all buckets agree on. */
export interface RobustSum {
  /** [d], whole units. */
  readonly sum: Float64Array<ArrayBuffer>;
  /** What the sum would be in a coordinate in which every report had one clip norm: sum · clipNorm / this is the mean delta. */
  readonly unitsOfClip: number;
}

/**
 * A round's sum in which no network counts for more than its share, and what few networks say alone does not count at all.
 * Reports come in B buckets, each a keyed hash of the sender's network, so whoever has few networks is in few buckets. With
 * n reports a bucket has m₀ = n / B on average:
 *
 *   P_b = trunc(S_b · min(1, 65,536 m₀ / ‖S_b‖₂))      sum_j = Σ of P_bj over b, without the k least and the k greatest
 *   k = ⌊.1 B⌋: 3 of 32                                mean delta ≈ sum · clipNorm / (65,536 m₀ (B − 2k))
 *
 * An attacker in at most k buckets can move a coordinate no further than honest buckets reach; one with an even spread over
 * networks is only held by the clip and the gate. The mean is a little short where deltas lean one way, as trimmed means are.
 * How much one report can change is {@link robustSensitivity}.
 *
 * Equal sums give equal results on every machine: all operations are IEEE 754's exactly rounded ones, in one order.
 * Costs 5 ms at d = 257, B = 32.
 *
 * @param sums    S, [B, d] row-major: whole units, see fixed-point.ts.
 * @param reports n, in all buckets together; public.
 * @throws {RangeError} if there is no report, the length does not fit, or a sum is not a whole number below 2⁵³.
 * @see Yin et al. 2018, https://arxiv.org/abs/1803.01498 (trimmed means); Karimireddy, He, Jaggi 2022,
 *   https://arxiv.org/abs/2006.09365 (buckets)
 */
export function robustSum(
  sums: Float64Array,
  { buckets, reports }: { readonly buckets: number; readonly reports: number },
): RobustSum {
  const dimensions = sums.length / buckets;
  if (!(Number.isSafeInteger(reports) && reports >= 1)) {
    throw new RangeError(`Cannot sum a round as it must hold at least 1 report: got ${reports}`);
  }
  if (!Number.isSafeInteger(dimensions) || !Number.isSafeInteger(buckets)) {
    throw new RangeError(
      `Cannot sum a round as there must be one sum for each of ${buckets} buckets: got ${sums.length} values`,
    );
  }
  const wrong = sums.findIndex((value) => !Number.isSafeInteger(value));
  if (wrong >= 0) {
    throw new RangeError(
      `Cannot sum a round as its sums must be whole numbers below 2^53: value ${wrong} is ${sums[wrong]}`,
    );
  }
  const mostUnits = (UNITS_PER_CLIP * reports) / buckets;
  const shortened = sums.slice();
  for (let bucket = 0; bucket < buckets; bucket++)
    shorten(shortened.subarray(bucket * dimensions, (bucket + 1) * dimensions), mostUnits);
  const trimmed = trimmedAtEitherEnd(buckets);
  const column = new Float64Array(buckets);
  const sum = new Float64Array(dimensions);
  for (let at = 0; at < dimensions; at++) {
    for (let bucket = 0; bucket < buckets; bucket++) column[bucket] = shortened[bucket * dimensions + at];
    column.sort();
    for (let rank = trimmed; rank < buckets - trimmed; rank++) sum[at] += column[rank];
  }
  return { sum, unitsOfClip: mostUnits * (buckets - 2 * trimmed) };
}

/**
 * How far one report can move {@link robustSum}, in units of L2 norm: the sum with it against the sum with zeros in its place,
 * of as many reports. Whole, and independent of n and B.
 *
 *   ⌈65,536 + 2 √d⌉
 *
 * A report moves one S_b, by 65,536 at most. Shortening to a ball is a projection on a convex set, and never pushes two points
 * apart; cutting to whole units moves a value by less than 1 more, rounding in double precision by far less than another. The
 * sum of the middle values of a coordinate moves by no more than the one value that moved. So all of it moves by
 * 65,536 + 2 √d at most.
 *
 * @see Kairouz et al. 2021, https://arxiv.org/abs/2103.00039 (zeros in place of a report)
 */
export function robustSensitivity(dimensions: number): number {
  return Math.ceil(UNITS_PER_CLIP + 2 * Math.sqrt(dimensions));
}

function trimmedAtEitherEnd(buckets: number): number {
  return Math.floor(TRIMMED_SHARE * buckets);
}

function shorten(vector: Float64Array, mostUnits: number): void {
  let sumOfSquares = 0;
  for (let at = 0; at < vector.length; at++) sumOfSquares += vector[at] * vector[at];
  const length = Math.sqrt(sumOfSquares);
  if (length <= mostUnits) return;
  const factor = mostUnits / length;
  for (let at = 0; at < vector.length; at++) vector[at] = Math.trunc(vector[at] * factor);
}
