import type { ScoreEvidence } from "../base/head-maths.ts";
import type { Examples } from "./examples.ts";
import type { PageLoss } from "./cross-entropy.ts";

/** What came of a page's items, without what they are. */
type ChosenItems = Pick<Examples, "rewards" | "propensities" | "weights">;

/**
 * The listwise click model to second order: each chosen item i won against itself and everything passed over, the set C_i,
 *
 *   P(i) = softmax over C_i of (s + ln θ)
 *
 * which is what follows if an item is clicked with a chance proportional to θ exp(s). Other chosen items do not compete.
 * A passed-over item of weight w counts as w items; a chosen one weighs its whole term.
 *
 * @param scores [n], finite.
 * @returns Zeros for a page on which nothing was chosen. Costs k n² for k chosen of n.
 * @see Cao et al. 2007, Learning to rank: from pairwise approach to listwise approach, https://doi.org/10.1145/1273496.1273513
 */
export function listwiseEvidence(scores: Float64Array, examples: ChosenItems): ScoreEvidence {
  const count = scores.length;
  const gradient = new Float64Array(count);
  const information = new Float64Array(count * count);
  eachChoice(scores, examples, (chosen, weight, shares) => {
    gradient[chosen] += weight;
    for (let a = 0; a < count; a++) {
      const share = weight * shares[a];
      if (share === 0) continue;
      gradient[a] -= share;
      information[a * count + a] += share;
      for (let b = 0; b < count; b++) information[a * count + b] -= share * shares[b];
    }
  });
  return { gradient, information };
}

/** −ln of the same probability, summed over the chosen items, with its slopes. 0 if nothing was chosen. */
export function listwiseLoss(scores: Float64Array, examples: ChosenItems): PageLoss {
  const slopes = new Float64Array(scores.length);
  let loss = 0;
  eachChoice(scores, examples, (chosen, weight, shares, logShare) => {
    loss -= weight * logShare;
    slopes[chosen] -= weight;
    for (let item = 0; item < shares.length; item++) slopes[item] += weight * shares[item];
  });
  return { loss, slopes };
}

/** Calls `visit` for each chosen item i with the softmax over C_i, [n], 0 outside of it, and its logarithm at i. */
function eachChoice(
  scores: Float64Array,
  { rewards, propensities, weights }: ChosenItems,
  visit: (chosen: number, weight: number, shares: Float64Array, logShare: number) => void,
): void {
  const count = scores.length;
  const logits = scores.map((score, item) => score + Math.log(propensities[item]));
  const shares = new Float64Array(count);
  for (let chosen = 0; chosen < count; chosen++) {
    if (rewards[chosen] !== 1) continue;
    let largest = logits[chosen];
    for (let item = 0; item < count; item++) {
      if (rewards[item] !== 1) largest = Math.max(largest, logits[item]);
    }
    let total = 0;
    for (let item = 0; item < count; item++) {
      let mass = rewards[item] === 1 ? 0 : weights[item];
      if (item === chosen) mass = 1;
      shares[item] = mass === 0 ? 0 : mass * Math.exp(logits[item] - largest);
      total += shares[item];
    }
    // The total is 0 only if all that comes close to the largest has weight 0: then nothing was passed over.
    if (total === 0) continue;
    for (let item = 0; item < count; item++) shares[item] /= total;
    visit(chosen, weights[chosen], shares, logits[chosen] - largest - Math.log(total));
  }
}
