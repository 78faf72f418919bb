/** One page that was shown by the logging policy, and what another policy would do with its items. n places. */
export interface LoggedPage {
  /** [n] by place: 1 = clicked (or an expected reward in [0, 1]). */
  readonly rewards: ArrayLike<number>;
  /** [n] by place: P(the item that was shown here, here | logging policy), in (0, 1]. */
  readonly propensities: ArrayLike<number>;
  /** [n] by place: θ = P(examined), in [0, 1]. Only the reward model uses it. */
  readonly examination: ArrayLike<number>;
  /** [n, n] row-major: P(the item that was shown at place r, at place k | new policy); 0 or 1 for an order. */
  readonly newProbabilities: ArrayLike<number>;
  /** [n]: the reward model's P(wanted | examined) of the item shown at each place; zeros for want of a model. */
  readonly relevance: ArrayLike<number>;
}

/** How pages are valued. */
export interface OffPolicyTerms {
  /** What a reward counts at a 1-based position: 1 for clicks a page, 1 / log2(1 + position) as in DCG. */
  readonly discountAt: (position: number) => number;
  /** Weights above this are cut to it: less variance, but an estimate that is too low. Infinity cuts none. */
  readonly maxWeight: number;
}

/** A value per page, with a 95 % interval by the normal approximation; the page is the unit. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface OffPolicyReport {
  /** Inverse propensity scores: unbiased with exact propensities and uncut weights. */
  readonly ips: Estimate;
  /** Self-normalised within each place: a little bias, much less variance. */
  readonly snips: Estimate;
  /** Doubly robust: unbiased if either the propensities or the reward model are right. */
  readonly dr: Estimate;
  /** How many pages logged by the new policy itself would say as much: (Σ w)² / Σ w², in pages. 0 = no overlap. */
  readonly effectivePages: number;
  /** Share of the (item, place) weights that were cut. */
  readonly cutShare: number;
}

/**
 * What the new policy would have earned on the logged pages, from the device's own log. Item-position model: what an item
 * earns at a place does not depend on the rest of the list, so that weights are ratios by (item, place), not by order:
 *
 *   w_k  = min( maxWeight, new(item_k at k) / logged(item_k at k) ),   g_k = discount at place k
 *   IPS   = mean over pages of Σ_k g_k w_k r_k
 *   SNIPS = Σ_k g_k · (pages with a place k / pages) · ( Σ w_k r_k / Σ w_k over pages )
 *   DR    = mean over pages of Σ_k g_k ( w_k (r_k − θ_k rel_k) + Σ_items new(item at k) θ_k rel_item )
 *
 * @throws {RangeError} on no pages, or a page whose numbers are out of range or too few.
 * @see Li et al. 2018, Offline evaluation of ranking policies with click models, https://arxiv.org/abs/1804.10488; Swaminathan,
 *   Joachims 2015, The self-normalized estimator; Dudík, Langford, Li 2011, Doubly robust policy evaluation
 */
export function offPolicyReport(pages: readonly LoggedPage[], terms: OffPolicyTerms): OffPolicyReport {
  if (pages.length === 0) throw new RangeError("Wanted at least one logged page, got none: log some first");
  for (const [at, page] of pages.entries()) check(page, at);
  const weights = pages.map((page) => weightsOf(page, terms.maxWeight));
  const valued = pages.map((page, at) => valuesOf(page, weights[at].cut, terms));
  return {
    ips: estimateOf(valued.map(({ ips }) => ips)),
    snips: selfNormalised(
      pages,
      weights.map(({ cut }) => cut),
      terms,
    ),
    dr: estimateOf(valued.map(({ dr }) => dr)),
    effectivePages: effectivePages(weights.map(({ cut }) => cut)),
    cutShare:
      weights.reduce((sum, { cuts }) => sum + cuts, 0) /
      pages.reduce((sum, { rewards }) => sum + rewards.length, 0),
  };
}

interface Weights {
  /** [n] by place. */
  readonly cut: Float64Array;
  /** How many of them were cut. */
  readonly cuts: number;
}

function weightsOf({ newProbabilities, propensities }: LoggedPage, maxWeight: number): Weights {
  const count = propensities.length;
  const whole = Float64Array.from(
    propensities,
    (logged, place) => newProbabilities[place * count + place] / logged,
  );
  return {
    cut: whole.map((weight) => Math.min(weight, maxWeight)),
    cuts: whole.filter((weight) => weight > maxWeight).length,
  };
}

function valuesOf(
  page: LoggedPage,
  weights: Float64Array,
  { discountAt }: OffPolicyTerms,
): { ips: number; dr: number } {
  const { rewards, examination, relevance, newProbabilities } = page;
  const count = rewards.length;
  let ips = 0;
  let dr = 0;
  for (let place = 0; place < count; place++) {
    const discount = discountAt(1 + place);
    let model = 0;
    for (let item = 0; item < count; item++)
      model += newProbabilities[item * count + place] * relevance[item];
    const surprise = rewards[place] - examination[place] * relevance[place];
    ips += discount * weights[place] * rewards[place];
    dr += discount * (weights[place] * surprise + examination[place] * model);
  }
  return { ips, dr };
}

/** SNIPS; its interval by the delta method: page t moves a place's ratio by w (r − ratio) / mean w. */
function selfNormalised(
  pages: readonly LoggedPage[],
  weights: readonly Float64Array[],
  { discountAt }: OffPolicyTerms,
): Estimate {
  const influence = new Float64Array(pages.length);
  const places = Math.max(...pages.map(({ rewards }) => rewards.length));
  for (let place = 0; place < places; place++) {
    const having = [...pages.keys()].filter((at) => place < pages[at].rewards.length);
    const total = having.reduce((sum, at) => sum + weights[at][place], 0);
    if (total === 0) continue; // No page shows what the new policy wants here: nothing is known, so nothing is counted.
    const ratio = having.reduce((sum, at) => sum + weights[at][place] * pages[at].rewards[place], 0) / total;
    const gain = discountAt(1 + place);
    for (const at of having) {
      const pull = (weights[at][place] * (pages[at].rewards[place] - ratio) * having.length) / total;
      influence[at] += gain * (ratio + pull);
    }
  }
  return estimateOf(influence);
}

/** Mean of per-page values, ± 1.96 standard errors. */
function estimateOf(values: ArrayLike<number>): Estimate {
  const count = values.length;
  let value = 0;
  for (let at = 0; at < count; at++) value += values[at] / count;
  let squares = 0;
  for (let at = 0; at < count; at++) squares += (values[at] - value) ** 2;
  // One page says nothing of its own error.
  const margin = count < 2 ? Number.POSITIVE_INFINITY : 1.96 * Math.sqrt(squares / (count - 1) / count);
  return { value, low: value - margin, high: value + margin };
}

function effectivePages(weights: readonly Float64Array[]): number {
  let sum = 0;
  let squares = 0;
  let entries = 0;
  for (const page of weights) {
    for (const weight of page) {
      sum += weight;
      squares += weight * weight;
      entries++;
    }
  }
  return squares === 0 ? 0 : ((sum * sum) / squares) * (weights.length / entries);
}

function check(page: LoggedPage, at: number): void {
  const count = page.rewards.length;
  // Sums of probabilities may exceed 1 by their rounding.
  const isProbability = (value: number): boolean => value >= 0 && value <= 1 + 1e-9;
  const arrays = [page.rewards, page.propensities, page.examination, page.relevance];
  const areWhole =
    count > 0 &&
    arrays.every((array) => array.length === count && Array.from(array).every(isProbability)) &&
    page.newProbabilities.length === count * count &&
    Array.from(page.newProbabilities).every(isProbability) &&
    Array.from(page.propensities).every((propensity) => propensity > 0);
  if (!areWhole) {
    throw new RangeError(
      `Cannot evaluate logged page ${at}: wanted n numbers in [0, 1] for each of its ${count} places, n × n for the new policy, and propensities above 0`,
    );
  }
}
