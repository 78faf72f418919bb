/** One click of one page, as a test of who clicks needs it. */
export interface PageClick {
  /** Of the item, in the page's arrays. */
  readonly index: number;
  /** Milliseconds since the Unix epoch; left out where no time is known. */
  readonly atMs?: number;
  /** How long the visitor stayed with the item; left out where it is not known. */
  readonly dwellMs?: number;
}

/** The page as a detector of bots sees it. */
export interface ClickedPage {
  /** [n]: P(examined), in [0, 1], in any one order; 0 = never in view. Equal numbers where there are no positions. */
  readonly propensities: ArrayLike<number>;
  /** In order of time. */
  readonly clicks: readonly PageClick[];
  /** Items of the same view that were chosen before these clicks; 0 unless given. */
  readonly earlier?: number;
}

/** The signs of a machine, each a sequential test of its own: patience with one does not excuse another. */
export type Sign = "places" | "count" | "pace" | "dwell" | "unseen";

/** What is known of who clicks. Plain data. */
export interface ClickProfileState {
  /** ln P(clicks | machine) / P(clicks | person) by sign, in nats, in [−3, 7]. */
  readonly logRatios: Readonly<Record<Sign, number>>;
  /** True from the page on which a sign reached 7 until all of them are back at 0 or below. */
  readonly isFlagged: boolean;
  /** Null before the first click with a time. */
  readonly lastClickAtMs: number | null;
}

/** Sure of a person: ready to notice a machine that takes over. */
const LOWEST = -3;
/** Sure of a machine: 1,100 times more probable than a person. */
const HIGHEST = 7;
/** Up to here nothing is held against the visitor: a person of strong taste looks for it far down the list. */
const DOUBT = 3;
/** While flagged, every sign counts half, for and against: forgiveness takes twice as long, and is never out of reach. */
const RECOVERY = 0.5;
/** This share of a person's clicks falls anywhere in what was examined: an inverse taste, an odd page. */
const PERSON_ANYWHERE = 0.1;
/** P(one click more on the same page) of a person, who compares items, and of a machine, which follows links. */
const PERSON_GOES_ON = 0.8;
const MACHINE_GOES_ON = 0.95;
/** Two different items within this time, an item left within that one, an item that was never in view. */
const SHORT_GAP_MS = 400;
const SHORT_DWELL_MS = 1000;
const PACE = { person: 0.01, machine: 0.2 };
const DWELL = { person: 0.1, machine: 0.7 };
const UNSEEN = { person: 0.05, machine: 0.5 };

/** Nothing known: all ratios 0. */
export function initClickProfile(): ClickProfileState {
  const logRatios = { places: 0, count: 0, pace: 0, dwell: 0, unseen: 0 };
  return { logRatios, isFlagged: false, lastClickAtMs: null };
}

/**
 * How far the visitor's clicks are to be trusted as a person's, in [0, 1]: 1 while no sign makes a machine 20 times more
 * probable, then falling with the strongest sign, linearly in its log-ratio; 0 while flagged.
 */
export function clickTrust({ logRatios, isFlagged }: ClickProfileState): number {
  if (isFlagged) return 0;
  return Math.min(1, (HIGHEST - strongestOf(logRatios)) / (HIGHEST - DOUBT));
}

/** Whether any sign speaks for a machine, however weakly. */
export function hasDoubt({ logRatios }: ClickProfileState): boolean {
  return strongestOf(logRatios) > 0;
}

/**
 * Takes in one page. Five sequential probability ratio tests run side by side, held between two bounds, so that none
 * becomes deaf and what went wrong long ago is forgotten:
 *
 * - places: the examined items by rank of examination, in bins 1, 2–3, 4–7, 8–15, ...; a person clicks in proportion to
 *   the propensities (nine times in ten), a machine in proportion to the number of items. One count for each item.
 * - count:  clicks of one view of a page, geometric: mean 4 or 19; the same whether they come one by one or together.
 * - pace:   less than 400 ms between clicks on different items: 1 % or 20 %.
 * - dwell:  less than 1 s with an item: 10 % or 70 %.
 * - unseen: a click on an item never in view: 5 % (a hand may be faster than an observer) or 50 %.
 *
 * Simulated over 100 clicks, one a page of 24: people who click by 1 / j, or by j^−0.8 with trust bias, are flagged in less
 * than 1 of 100 lives, uniform clickers after 20 clicks (median; 15 on pages of 48). People whose true propensities are far
 * flatter than the assumed ones (j^−0.5) are flagged in 4 of 10: where cards stand in a grid, pass what holds there.
 *
 * @returns The same state if the page has no clicks, a propensity is outside [0, 1] or an index outside the page; a time
 *   that is missing, not finite or running backwards is left out.
 * @see Wald 1945, Sequential tests of statistical hypotheses; Page 1954, Continuous inspection schemes, for the bounds
 */
export function observeClicks(state: ClickProfileState, page: ClickedPage): ClickProfileState {
  const { propensities, clicks, earlier = 0 } = page;
  const propensitiesAreUsable = Array.prototype.every.call(propensities, (p: number) => p >= 0 && p <= 1);
  const clicksAreUsable = clicks.every(({ index }) => propensities[index] !== undefined);
  if (clicks.length === 0 || !propensitiesAreUsable || !clicksAreUsable) return state;

  const { logRatios, isFlagged } = state;
  const clicked = new Set(clicks.map(({ index }) => index));
  const places = placeEvidence(propensities);
  const evidence: Record<Sign, number[]> = { places: [], count: [], pace: [], dwell: [], unseen: [] };
  let last: PageClick = { index: -1, ...(state.lastClickAtMs === null ? {} : { atMs: state.lastClickAtMs }) };
  for (const click of clicks) {
    const gapMs = (click.atMs ?? Number.NaN) - (last.atMs ?? Number.NaN);
    if (gapMs >= 0 && click.index !== last.index) evidence.pace.push(signOf(gapMs < SHORT_GAP_MS, PACE));
    if (Number.isFinite(click.atMs)) last = click;
    if (click.dwellMs !== undefined && click.dwellMs >= 0) {
      evidence.dwell.push(signOf(click.dwellMs < SHORT_DWELL_MS, DWELL));
    }
  }
  for (const index of clicked) {
    evidence.places.push(places[index]);
    evidence.unseen.push(signOf(propensities[index] === 0, UNSEEN));
  }
  evidence.count.push(countEvidence(clicked.size, earlier));

  const next = { ...logRatios };
  let isCaught = false;
  for (const sign of Object.keys(next) as Sign[]) {
    for (const step of evidence[sign]) {
      next[sign] += isFlagged ? RECOVERY * step : step;
      next[sign] = Math.min(HIGHEST, Math.max(LOWEST, next[sign]));
      isCaught ||= next[sign] === HIGHEST;
    }
  }
  return {
    logRatios: next,
    isFlagged: isCaught || (isFlagged && strongestOf(next) > 0),
    lastClickAtMs: last.atMs ?? null,
  };
}

function strongestOf(logRatios: Readonly<Record<Sign, number>>): number {
  return Math.max(...Object.values(logRatios));
}

/** [n]: what a click on each item says, by the bin of its rank; 0 for items that were never in view. */
function placeEvidence(propensities: ArrayLike<number>): Float64Array {
  const ranked = Array.from(propensities, (propensity, index) => ({ propensity, index }))
    .filter(({ propensity }) => propensity > 0)
    .sort((a, b) => b.propensity - a.propensity);
  const total = ranked.reduce((sum, { propensity }) => sum + propensity, 0);
  const evidence = new Float64Array(propensities.length);
  for (let start = 0; start < ranked.length; start = 2 * start + 1) {
    const bin = ranked.slice(start, 2 * start + 1);
    const machine = bin.length / ranked.length;
    const examined = bin.reduce((sum, { propensity }) => sum + propensity, 0) / total;
    const person = PERSON_ANYWHERE * machine + (1 - PERSON_ANYWHERE) * examined;
    for (const { index } of bin) evidence[index] = Math.log(machine / person);
  }
  return evidence;
}

/** What `count` clicks more say after `earlier` ones: the first of a view counts as its end too, until others follow. */
function countEvidence(count: number, earlier: number): number {
  const end = Math.log((1 - MACHINE_GOES_ON) / (1 - PERSON_GOES_ON));
  const goingOn = Math.log(MACHINE_GOES_ON / PERSON_GOES_ON);
  return earlier === 0 ? end + (count - 1) * goingOn : count * goingOn;
}

/** ln P(sign | machine) / P(sign | person). */
function signOf(
  isShown: boolean,
  { person, machine }: { readonly person: number; readonly machine: number },
): number {
  return isShown ? Math.log(machine / person) : Math.log((1 - machine) / (1 - person));
}
