/** So many unpredictable bytes: of a cryptographic generator wherever real visitors are to be hidden. */
export type RandomBytes = (count: number) => Uint8Array;

/** Beyond it a drawn number might not be exact. */
const LARGEST_VARIANCE = 2n ** 80n;

/**
 * Draws from the discrete Gaussian, the normal distribution of whole numbers, exactly: no floating-point number is involved,
 * so none can leak what the noise hides (Mironov 2012, https://doi.org/10.1145/2382196.2382264).
 *
 *   P(x) = exp(−x² / 2σ²) / Σ_y exp(−y² / 2σ²)
 *
 * A vector of whole numbers with L2 sensitivity Δ and this noise in each coordinate is Δ² / 2σ²-zCDP, as with the continuous
 * one (see zcdp.ts). How long a draw takes depends on what is drawn: do not let it be timed from outside.
 *
 * The sampler is algorithm 3 of the paper: a discrete Laplace number of scale t = ⌊σ⌋ + 1 is kept with probability
 * exp(−(|y| − σ²/t)² / 2σ²), which is about 3 in 4. All of it is made of fair dice with whole numbers of sides. 257 numbers take
 * about 5 ms, whatever σ is.
 *
 * @param variance σ², in squared units: from 1 to 2⁸⁰.
 * @param bytes    Asked for a few bytes at a time.
 * @throws {RangeError} if the variance is out of range.
 * @see Canonne, Kamath, Steinke 2020, The discrete Gaussian for differential privacy, https://arxiv.org/abs/2004.00010
 */
export function discreteGaussian(variance: bigint, bytes: RandomBytes): () => number {
  if (variance < 1n || variance > LARGEST_VARIANCE) {
    throw new RangeError(
      `Cannot draw noise as its variance must be a whole number from 1 to 2^80: got ${variance}`,
    );
  }
  const scale = squareRoot(variance) + 1n;
  const denominator = 2n * variance * scale ** 2n;
  return () => {
    for (;;) {
      const laplace = discreteLaplace(scale, bytes);
      const size = laplace < 0n ? -laplace : laplace;
      if (isExponential((size * scale - variance) ** 2n, denominator, bytes)) return Number(laplace);
    }
  };
}

/** P(x) in proportion to exp(−|x| / scale): algorithm 2 of the paper, whose numerator of the scale's inverse is 1. */
function discreteLaplace(scale: bigint, bytes: RandomBytes): bigint {
  for (;;) {
    const remainder = below(scale, bytes);
    if (!isExponential(remainder, scale, bytes)) continue;
    let quotient = 0n;
    while (isExponential(1n, 1n, bytes)) quotient++;
    const size = remainder + scale * quotient;
    const isNegative = below(2n, bytes) === 1n;
    if (isNegative && size === 0n) continue; // or 0 would come twice as often
    return isNegative ? -size : size;
  }
}

/** True with probability exp(−numerator / denominator): algorithm 1 of the paper. */
function isExponential(numerator: bigint, denominator: bigint, bytes: RandomBytes): boolean {
  let left = numerator;
  for (; left > denominator; left -= denominator) if (!isSmallExponential(1n, 1n, bytes)) return false;
  return isSmallExponential(left, denominator, bytes);
}

/** The same for a fraction γ of at most 1: Σ over odd k of P(γ, γ/2, …, γ/(k−1) all come up, γ/k does not) is exp(−γ). */
function isSmallExponential(numerator: bigint, denominator: bigint, bytes: RandomBytes): boolean {
  let k = 1n;
  while (below(denominator * k, bytes) < numerator) k++;
  return k % 2n === 1n;
}

/** A whole number from 0 to `limit` − 1, all alike: as many bits as the limit has, drawn anew where they exceed it. */
function below(limit: bigint, bytes: RandomBytes): bigint {
  if (limit === 1n) return 0n;
  const bits = (limit - 1n).toString(2).length;
  const mask = (1n << BigInt(bits)) - 1n;
  for (;;) {
    let value = 0n;
    for (const byte of bytes(Math.ceil(bits / 8))) value = (value << 8n) | BigInt(byte);
    value &= mask;
    if (value < limit) return value;
  }
}

/** ⌊√value⌋ by Newton's method, from above. */
function squareRoot(value: bigint): bigint {
  let root = value;
  for (let next = (root + 1n) / 2n; next < root; next = (root + value / root) / 2n) root = next;
  return root;
}
