export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value that a share of all do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

/** 1 − cos of the angle between rows of two matrices [n, width]. */
export function cosineDistances(a: readonly number[], b: readonly number[], width: number): number[] {
  return Array.from({ length: a.length / width }, (_, row) => {
    let [product, aa, bb] = [0, 0, 0];
    for (let at = row * width; at < (row + 1) * width; at++) {
      product += a[at] * b[at];
      aa += a[at] * a[at];
      bb += b[at] * b[at];
    }
    return 1 - product / Math.sqrt(aa * bb);
  });
}
