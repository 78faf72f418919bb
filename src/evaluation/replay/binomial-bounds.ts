/**
 * The least share that leaves a chance of at least `alpha` to see so many successes or more: with a confidence of 1 − alpha the true
 * share is no lower. Exact for any number of trials.
 *
 * @returns 0 without a success.
 * @see Clopper, Pearson 1934, https://doi.org/10.1093/biomet/26.4.404
 */
export function binomialLower(successes: number, trials: number, alpha: number): number {
  if (successes === 0) return 0;
  let [low, high] = [0, successes / trials];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (tailFrom(successes, trials, middle) < alpha) low = middle;
    else high = middle;
  }
  return low;
}

/** The same from above: with a confidence of 1 − alpha the true share is no higher. */
export function binomialUpper(successes: number, trials: number, alpha: number): number {
  return 1 - binomialLower(trials - successes, trials, alpha);
}

/** P(X ≥ successes) of a binomial X. */
function tailFrom(successes: number, trials: number, share: number): number {
  if (share <= 0) return 0;
  if (share >= 1) return 1;
  const logOdds = Math.log(share) - Math.log1p(-share);
  let logMass = trials * Math.log1p(-share);
  for (let k = 0; k < successes; k++) logMass += logOdds + Math.log((trials - k) / (k + 1));
  let sum = 0;
  for (let k = successes; k <= trials; k++) {
    sum += Math.exp(logMass);
    if (k < trials) logMass += logOdds + Math.log((trials - k) / (k + 1));
  }
  return sum;
}
