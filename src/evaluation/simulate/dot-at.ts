/**
 * The inner product of two vectors that lie inside longer arrays. Plain arguments and four sums: additions to a single one
 * would wait for each other, and a view or an object for each pair would cost more than the sum.
 *
 * @param from  Where the vector starts in `values`.
 * @param start Where the other one starts in `others`.
 */
export function dotAt(
  values: Float32Array,
  from: number,
  others: Float64Array,
  start: number,
  size: number,
): number {
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  let at = 0;
  for (; at + 3 < size; at += 4) {
    sum0 += values[from + at] * others[start + at];
    sum1 += values[from + at + 1] * others[start + at + 1];
    sum2 += values[from + at + 2] * others[start + at + 2];
    sum3 += values[from + at + 3] * others[start + at + 3];
  }
  for (; at < size; at++) sum0 += values[from + at] * others[start + at];
  return sum0 + sum1 + sum2 + sum3;
}
