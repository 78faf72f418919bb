import type { FeatureGroup } from "../ranking/ranking.ts";

/** Names the meaning of every coordinate: heads and deltas of another layout do not fit. */
export const FEATURE_LAYOUT = "phi-3";

/** The layout before, whose coordinates are the first ones of this one: what was made under it is read as if the others were 0. */
export const PREVIOUS_LAYOUT = "phi-2";

/** One group of features: coordinates `start` to `end` − 1. */
export interface FeatureRange {
  readonly group: FeatureGroup;
  readonly start: number;
  readonly end: number;
}

const SIZES: readonly (readonly [FeatureGroup, number])[] = [
  ["text", 64],
  ["match", 1],
  ["history", 1],
  ["price", 6],
  ["brand", 48],
  ["attributes", 64],
  ["intercept", 1],
  ["facts", 48],
  ["media", 24],
];

/** Where each group lies, in order and without gaps. */
export const FEATURE_RANGES: readonly FeatureRange[] = layOut();

/** d, the length of one item's feature vector and of every head. */
export const FEATURE_COUNT: number = FEATURE_RANGES.at(-1)!.end;

/** How many coordinates come first, which every list uses; all there were in {@link PREVIOUS_LAYOUT}. */
export const CORE_COUNT: number = featureRange("intercept").end;

/**
 * How wide a belief may be, ascending: the first coordinates, then one more of the groups that most shops do not use. What lies
 * beyond is still as the prior has it.
 */
export const FEATURE_WIDTHS: readonly number[] = FEATURE_RANGES.map(({ end }) => end).filter(
  (end) => end >= CORE_COUNT,
);

/**
 * Blocks that say nothing on most shops' cards and to most visitors, and whether they do is found out for each by itself: the
 * facts that are numbers, those that are words, and the shop's own vectors.
 */
export const OPTIONAL_BLOCKS: readonly Omit<FeatureRange, "group">[] = optionalBlocks();

/** The range of one group. */
export function featureRange(group: FeatureGroup): FeatureRange {
  return FEATURE_RANGES.find((range) => range.group === group)!; // every group is in SIZES
}

function optionalBlocks(): Omit<FeatureRange, "group">[] {
  const [facts, media] = [featureRange("facts"), featureRange("media")];
  const middle = (facts.start + facts.end) / 2;
  return [
    { start: facts.start, end: middle },
    { start: middle, end: facts.end },
    { start: media.start, end: media.end },
  ];
}

function layOut(): FeatureRange[] {
  let start = 0;
  return SIZES.map(([group, size]) => {
    const range = { group, start, end: start + size };
    start = range.end;
    return range;
  });
}
