import { readSplitSum } from "./read-split-sum.ts";
import { splitSum } from "./split-report.ts";
import { SPLIT_ZERO, UNITS_PER_SPLIT_CLIP } from "./split-units.ts";

/**
 * The mean of a round from what both servers released: the sum of their shares, noise of both included.
 *
 *   mean = (leader + helper − 128 n) · clipNorm / (254 n)        the noise's length ≈ √2 σ √d clipNorm / n
 *
 * @param shares As `sum` of split-aggregator.ts gives them, of the same reports.
 * @returns [d], in the units of a step.
 * @throws {RangeError} if there is no report.
 * @throws {WireError} if the shares are not of that many numbers of their field.
 */
export function splitMean(
  shares: readonly [Uint8Array, Uint8Array],
  {
    dimensions,
    reports,
    clipNorm,
  }: { readonly dimensions: number; readonly reports: number; readonly clipNorm: number },
): Float64Array<ArrayBuffer> {
  if (!(Number.isSafeInteger(reports) && reports >= 1))
    throw new RangeError(`Cannot take a mean as there must be 1 report at least: got ${reports}`);
  const { field } = splitSum(dimensions).flp;
  const [leader, helper] = shares.map((share) => readSplitSum(share, dimensions));
  return Float64Array.from(field.vecAdd(leader, helper), (value) => {
    // Noise can bring a sum below 0, which is at the other end of the field.
    const whole = value > field.modulus / 2n ? value - field.modulus : value;
    return ((Number(whole) - SPLIT_ZERO * reports) * clipNorm) / (UNITS_PER_SPLIT_CLIP * reports);
  });
}
