/** With fewer in a bucket, what is cut off at both ends would be most of what visitors say. */
const MIN_REPORTS_IN_BUCKET = 10;

/**
 * Puts buckets together until each has ten reports on average: a trimmed mean of a handful would be nothing at all. How many reports
 * there are is public, and alone decides.
 *
 * @param sums    [buckets, d]: whole units.
 * @param buckets A power of two.
 * @returns [b, d], b ≤ buckets.
 */
export function mergeBuckets(sums: BigInt64Array, buckets: number, reports: number): BigInt64Array {
  let kept = buckets;
  while (kept > 1 && reports < kept * MIN_REPORTS_IN_BUCKET) kept /= 2;
  const merged = new BigInt64Array((sums.length / buckets) * kept);
  for (let at = 0; at < sums.length; at++) merged[at % merged.length] += sums[at];
  return merged;
}
