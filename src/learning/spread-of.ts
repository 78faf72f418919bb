/** Standard deviation of a list's scores; 0 for an empty one. */
export function spreadOf(scores: ArrayLike<number>): number {
  let mean = 0;
  for (let at = 0; at < scores.length; at++) mean += scores[at] / scores.length;
  let variance = 0;
  for (let at = 0; at < scores.length; at++) variance += (scores[at] - mean) ** 2 / scores.length;
  return Math.sqrt(variance);
}
