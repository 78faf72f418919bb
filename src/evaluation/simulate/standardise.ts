/**
 * Values minus their mean, divided by their standard deviation (over n); 0 where all are equal. NaN stands for "not known":
 * it is left out of both and becomes 0, the mean.
 */
export function standardise(values: Float64Array): Float64Array {
  let [count, sum] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
  }
  const mean = sum / count;
  let squares = 0;
  for (const value of values) if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  const standardDeviation = Math.sqrt(squares / count);
  return values.map((value) =>
    Number.isNaN(value) || !(standardDeviation > 1e-9) ? 0 : (value - mean) / standardDeviation,
  );
}
