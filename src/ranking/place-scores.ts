/** [n]: scores that put candidates where an order has them, minus the place of each. */
export function placeScores(order: readonly number[]): Float64Array {
  const scores = new Float64Array(order.length);
  for (const [place, index] of order.entries()) scores[index] = -place;
  return scores;
}
