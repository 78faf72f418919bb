import { RecentMap } from "../base/recent-map.ts";
import { seededRandom } from "../base/random.ts";
import { FEATURE_COUNT, featureRange } from "./feature-layout.ts";

/** An item's own vector as the head sees it, before its list is known. */
export interface MediaTraits {
  /** Numbers in the shop's vector: vectors of another length are of another kind. */
  readonly length: number;
  /** [24]: the vector, scaled to length 1, projected. */
  readonly projected: Float64Array;
}

const MEDIA = featureRange("media");
const WIDTH = MEDIA.end - MEDIA.start;
const MAX_LENGTH = 1024;
/** Coordinates that each number of a vector goes to, one in each of as many blocks. */
const SPREAD = 4;
const BLOCK = WIDTH / SPREAD;
const SEED = 0x6d656469;
/** Chosen on simulated shoppers among 0.7, 1, 1.4 and 2, see docs/features.md. */
const MEDIA_LENGTH = 1.4;
/** Vectors that lie closer together than this show the same thing, and their rounding is not blown up to a difference. */
const LEAST_SPREAD = 0.05;

/** A fixed projection of vectors of one length. */
interface Projection {
  /** [length · 4]: coordinate in the group. */
  readonly to: Uint8Array;
  /** [length · 4]: ±1 / √4. */
  readonly weights: Float64Array;
}

/** A page has one kind of vector, or two. */
const projections = new RecentMap<Projection>(4);

/**
 * Reads one card's vector: null if there is none that can be used. A sparse Johnson-Lindenstrauss projection to 24 numbers,
 * drawn once for all vectors of a length, so that every visit of every visitor sees the same: inner products stay as they are
 * up to about 1 / √24. 4 multiply-adds a number.
 *
 * @see Kane, Nelson 2014, Sparser Johnson-Lindenstrauss transforms, https://arxiv.org/abs/1012.1577 (block construction)
 */
export function mediaTraits(embedding: readonly number[] | undefined): MediaTraits | null {
  const length = embedding?.length ?? 0;
  if (embedding === undefined || length === 0 || length > MAX_LENGTH) return null;
  let squares = 0;
  for (let at = 0; at < length; at++) squares += embedding[at] * embedding[at];
  // Not finite if any number is not.
  if (!(squares > 0 && squares < Infinity)) return null;
  const scale = 1 / Math.sqrt(squares);
  const { to, weights } = projectionFor(length);
  const projected = new Float64Array(WIDTH);
  for (let at = 0, entry = 0; at < length; at++) {
    const value = embedding[at] * scale;
    for (let block = 0; block < SPREAD; block++, entry++) projected[to[entry]] += weights[entry] * value;
  }
  return { length, projected };
}

/**
 * Adds the group `media` of one list to [n, d] features, in which it is 0: each projection minus the mean over the cards that
 * have one, all divided by one number, so that the mean square of their lengths is 1.4², whatever the list: somewhat longer than
 * the text group's, as how much of it counts is found out visitor by visitor (believed-mean.ts). Vectors of most models lie in
 * a narrow cone, how narrow differs by model and list, and without it the group would count for little or for all. A card without a
 * vector, or with one of another length than most of the list have, says nothing.
 */
export function addMedia(features: Float32Array, items: readonly (MediaTraits | null)[]): void {
  const length = commonLength(items);
  const cards = [...items.entries()].flatMap(([item, media]) =>
    media?.length === length ? [{ item, projected: media.projected }] : [],
  );
  if (cards.length < 2) return;
  const mean = new Float64Array(WIDTH);
  for (const { projected } of cards)
    for (let at = 0; at < WIDTH; at++) mean[at] += projected[at] / cards.length;
  let squares = 0;
  for (const { projected } of cards)
    for (let at = 0; at < WIDTH; at++) squares += (projected[at] - mean[at]) ** 2;
  const spread = Math.sqrt(squares / cards.length);
  if (spread < LEAST_SPREAD) return;
  for (const { item, projected } of cards) {
    const row = item * FEATURE_COUNT + MEDIA.start;
    for (let at = 0; at < WIDTH; at++)
      features[row + at] = (MEDIA_LENGTH * (projected[at] - mean[at])) / spread;
  }
}

/** The length that most vectors of a list have, the first of those that tie. */
function commonLength(items: readonly (MediaTraits | null)[]): number {
  const counts = new Map<number, number>();
  for (const media of items)
    if (media !== null) counts.set(media.length, (counts.get(media.length) ?? 0) + 1);
  let common = 0;
  for (const [length, count] of counts) if (count > (counts.get(common) ?? 0)) common = length;
  return common;
}

function projectionFor(length: number): Projection {
  const key = String(length);
  const known = projections.get(key);
  if (known !== undefined) return known;
  const random = seededRandom(SEED ^ length);
  const to = new Uint8Array(length * SPREAD);
  const weights = new Float64Array(length * SPREAD);
  for (let entry = 0; entry < to.length; entry++) {
    to[entry] = (entry % SPREAD) * BLOCK + Math.floor(random() * BLOCK);
    weights[entry] = (random() < 0.5 ? -1 : 1) / Math.sqrt(SPREAD);
  }
  const made = { to, weights };
  projections.set(key, made);
  return made;
}
