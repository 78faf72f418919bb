const DEPTH = 10;

/**
 * NDCG@10 of a list of graded items: gain 2^grade − 1, discount 1 / log2(rank + 1).
 *
 * @param scores [n], higher first; equal ones stay in the order in which they came.
 * @param grades [n], whole numbers from 0.
 * @returns 0 to 1; NaN if no grade is positive, as every order is then as good.
 * @see Järvelin, Kekäläinen 2002, https://doi.org/10.1145/582415.582418
 */
export function ndcgOf(scores: Float64Array, grades: Uint8Array): number {
  const ideal = gainOf(Float64Array.from(grades), grades);
  return ideal === 0 ? NaN : gainOf(scores, grades) / ideal;
}

/** The order of scores: indices, best first; equal ones stay in the order in which they came. */
export function orderOf(scores: Float64Array): Int32Array {
  const order = Int32Array.from(scores, (_, index) => index);
  // Insertion sort: lists are short, and a comparison that has to call back costs more than the moves.
  for (let at = 1; at < order.length; at++) {
    const index = order[at];
    let place = at;
    for (; place > 0 && scores[order[place - 1]] < scores[index]; place--) order[place] = order[place - 1];
    order[place] = index;
  }
  return order;
}

function gainOf(scores: Float64Array, grades: Uint8Array): number {
  const order = orderOf(scores);
  let gain = 0;
  for (let rank = 1; rank <= Math.min(DEPTH, order.length); rank++) {
    gain += (2 ** grades[order[rank - 1]] - 1) / Math.log2(rank + 1);
  }
  return gain;
}
