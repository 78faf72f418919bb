import { type RemainderKind, type TruncatedPrior, truncatePrior } from "./truncate-prior.ts";

/** What a prior's shape does not say. */
export interface PriorSettings {
  /** What the covariance is multiplied by: a fit says little about the scale of directions with few data. */
  readonly scale: number;
  /** Cap on the scaled eigenvalues; Infinity for none. */
  readonly cap: number;
  readonly remainder: RemainderKind;
}

/** Settings and what they scored, higher better. */
export interface TriedPrior extends PriorSettings {
  readonly score: number;
}

/** The values to try of each setting; the first of each is where the search starts, and wins a tie. */
export interface PriorGrid {
  readonly scales: readonly number[];
  readonly caps: readonly number[];
  readonly remainders: readonly RemainderKind[];
}

export interface ChosenPrior {
  readonly best: TriedPrior;
  readonly prior: TruncatedPrior;
  /** Everything scored, in order: a best one at the edge of the grid asks for a wider grid. */
  readonly tried: readonly TriedPrior[];
}

/**
 * Chooses a prior's scale, cap and remainder on held-out visitors: one setting at a time over its whole grid, the others at
 * their best so far, until a full turn changes nothing. A few turns of a sum of the grids instead of their product; nothing
 * is scored twice.
 *
 * @param covariance [d, d], symmetric, e.g. of {@link fitPopulationPrior}.
 * @param rank       Columns of the basis.
 * @param score      What a prior is worth, e.g. {@link progressiveLogLikelihood} of the learner that will use it, over
 *                   visitors that the prior was not fitted on. Not a NaN.
 * @throws {RangeError} if a grid is empty or holds a value that is out of range, or a score is a NaN.
 */
export function choosePrior(
  covariance: Float64Array,
  { rank, grid }: { readonly rank: number; readonly grid: PriorGrid },
  score: (prior: TruncatedPrior, settings: PriorSettings) => number,
): ChosenPrior {
  const { scales, caps, remainders } = grid;
  if (scales.length === 0 || caps.length === 0 || remainders.length === 0)
    throw new RangeError("Cannot choose a prior as each setting must have at least 1 value: a grid is empty");
  const unusable = scales.find((scale) => !(scale > 0 && scale < Infinity));
  if (unusable !== undefined)
    throw new RangeError(`Cannot choose a prior as scales must be positive numbers: got ${unusable}`);

  const priorOf = ({ scale, cap, remainder }: PriorSettings): TruncatedPrior =>
    truncatePrior(
      covariance.map((value) => scale * value),
      { rank, cap, remainder },
    );
  const tried: TriedPrior[] = [];
  const scored = (settings: PriorSettings): TriedPrior => {
    const known = tried.find(
      ({ scale, cap, remainder }) =>
        scale === settings.scale && cap === settings.cap && remainder === settings.remainder,
    );
    if (known !== undefined) return known;
    const value = score(priorOf(settings), settings);
    if (Number.isNaN(value)) {
      throw new RangeError(
        `Cannot choose a prior as its score must be a number: got NaN for scale ${settings.scale}, cap ${settings.cap}, remainder "${settings.remainder}"`,
      );
    }
    const entry = { ...settings, score: value };
    tried.push(entry);
    return entry;
  };

  let best = scored({ scale: scales[0], cap: caps[0], remainder: remainders[0] });
  for (let before: TriedPrior | null = null; before !== best;) {
    before = best;
    for (const scale of scales) best = better(best, scored(settingsOf(best, { scale })));
    for (const cap of caps) best = better(best, scored(settingsOf(best, { cap })));
    for (const remainder of remainders) best = better(best, scored(settingsOf(best, { remainder })));
  }
  return { best, prior: priorOf(best), tried };
}

function settingsOf(
  { scale, cap, remainder }: PriorSettings,
  changed: Partial<PriorSettings>,
): PriorSettings {
  return { scale, cap, remainder, ...changed };
}

function better(best: TriedPrior, other: TriedPrior): TriedPrior {
  return other.score > best.score ? other : best;
}
