/** φ(x): density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI);
}

/** Φ(−x) / φ(x) for x from 0: the tail of the standard normal distribution over its density, to 13 digits or so. */
export function millsRatio(x: number): number {
  if (x < 3) {
    // Φ(x) − 1/2 = φ(x) (x + x³/3 + x⁵/15 + …)
    let [term, sum] = [x, x];
    for (let odd = 3; term > sum * 1e-17; odd += 2) {
      term *= x ** 2 / odd;
      sum += term;
    }
    return 0.5 / normalDensity(x) - sum;
  }
  // 1 / (x + 1 / (x + 2 / (x + 3 / …))), from the inside
  let fraction = x;
  for (let level = 120; level > 0; level--) fraction = x + level / fraction;
  return 1 / fraction;
}

/**
 * Φ⁻¹: where the standard normal distribution has a share below.
 *
 * @param share 0 to 1; −Infinity and Infinity at the ends.
 */
export function normalQuantile(share: number): number {
  if (share > 0.5) return -normalQuantile(1 - share);
  if (!(share > 0)) return -Infinity;
  let [low, high] = [0, 40];
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (normalDensity(middle) * millsRatio(middle) > share) low = middle;
    else high = middle;
  }
  return -(low + high) / 2;
}
