/**
 * How well a list of scores predicts the clicks of one page: the listwise softmax with log-propensity offset, summed over
 * the clicks i, each against itself and all unclicked items of the page (C_i):
 *
 *   Σ_i ln ( θ_i exp(s_i) / Σ_{j ∈ C_i} θ_j exp(s_j) )
 *
 * An item with θ = 0 was never examined: it drops out.
 *
 * @param scores       [n], finite.
 * @param rewards      [n]: 1 = clicked.
 * @param propensities [n]: P(examined), in [0, 1].
 * @returns In nats, at most 0; 0 for a page without clicks. Not finite if a click lies where θ = 0.
 * @see Luce 1959, Individual choice behavior
 */
export function listwiseLogLikelihood(
  scores: ArrayLike<number>,
  rewards: ArrayLike<number>,
  propensities: ArrayLike<number>,
): number {
  const exponents = Float64Array.from(scores, (score, at) => score + Math.log(propensities[at]));
  const unclicked = logSumExp(exponents.filter((_, at) => rewards[at] !== 1));
  let sum = 0;
  for (const [at, exponent] of exponents.entries()) {
    if (rewards[at] === 1) sum -= softplus(unclicked - exponent);
  }
  return sum;
}

/** ln Σ exp(x) without overflow; −∞ for nothing. */
function logSumExp(values: Float64Array): number {
  const largest = Math.max(...values);
  if (!Number.isFinite(largest)) return largest;
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}

/** ln(1 + exp(x)) without overflow. */
function softplus(value: number): number {
  return value > 0 ? value + Math.log1p(Math.exp(-value)) : Math.log1p(Math.exp(value));
}
