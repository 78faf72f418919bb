/** What a list is judged by: NDCG@10 or the reciprocal rank of the one item that was bought. */
export type Metric = "ndcg@10" | "mrr";

const DEPTH = 10;

/**
 * Of one list of which one item was bought. Of equal scores half of the others count as better, so that a contender that says nothing is at chance.
 *
 * @param wanted Index of what was bought.
 */
export function listFigure(scores: Float64Array, wanted: number, metric: Metric): number {
  let [higher, equal] = [0, 0];
  for (const score of scores) {
    if (score > scores[wanted]) higher++;
    else if (score === scores[wanted]) equal++;
  }
  const [first, last] = [1 + higher, higher + equal];
  let sum = 0;
  for (let rank = first; rank <= last; rank++)
    sum += metric === "mrr" ? 1 / rank : rank <= DEPTH ? 1 / Math.log2(1 + rank) : 0;
  return sum / equal;
}
