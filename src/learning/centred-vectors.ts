/** How many texts of the shop the model's own centre counts for. */
const CENTRE_COUNT = 50;

/** Embeddings of distinct texts of one shop that were seen so far. */
export interface CatalogueSum {
  /** How many. */
  readonly count: number;
  /** [d]. */
  readonly sum: Float64Array;
}

/**
 * The centre of a shop's embeddings, as far as its texts have been seen:
 *
 *   (sum + 50 · shipped) / (count + 50)
 *
 * With nothing seen it is the centre that ships with the model, the mean over the catalogues it was trained with; a shop of
 * one kind of goods lies far from that, and all of its titles alike then.
 *
 * @param shipped [d].
 * @see James, Stein 1961, for shrinking a mean towards a fixed point
 */
export function catalogueCentre({ count, sum }: CatalogueSum, shipped: Float32Array): Float32Array {
  return shipped.map((value, at) => (sum[at] + CENTRE_COUNT * value) / (count + CENTRE_COUNT));
}

/** vector − centre, scaled to length 1; zeros for a vector that lies on the centre. New: the vector is unchanged. */
export function centredUnit(vector: Float32Array, centre: Float32Array): Float32Array {
  const moved = vector.map((value, at) => value - centre[at]);
  let squares = 0;
  for (const value of moved) squares += value * value;
  const length = Math.max(1e-12, Math.sqrt(squares));
  return moved.map((value) => value / length);
}

/** The cosine of two vectors of length 1, [d] each; 0 if one is zeros. */
export function cosine(a: Float32Array, b: Float32Array): number {
  // Four sums, as additions to a single one would wait for each other.
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  let at = 0;
  for (; at + 3 < a.length; at += 4) {
    sum0 += a[at] * b[at];
    sum1 += a[at + 1] * b[at + 1];
    sum2 += a[at + 2] * b[at + 2];
    sum3 += a[at + 3] * b[at + 3];
  }
  for (; at < a.length; at++) sum0 += a[at] * b[at];
  return sum0 + sum1 + sum2 + sum3;
}
