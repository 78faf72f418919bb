import type { FeatureGroup } from "../ranking/ranking.ts";

/** Names the meaning of every coordinate: heads and deltas of another layout do not fit. */
export const FEATURE_LAYOUT = "phi-2";

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
];

/** Where each group lies, in order and without gaps. */
export const FEATURE_RANGES: readonly FeatureRange[] = layOut();

/** d, the length of one item's feature vector and of every head. */
export const FEATURE_COUNT: number = FEATURE_RANGES.at(-1)!.end;

/** The range of one group. */
export function featureRange(group: FeatureGroup): FeatureRange {
  return FEATURE_RANGES.find((range) => range.group === group)!; // every group is in SIZES
}

function layOut(): FeatureRange[] {
  let start = 0;
  return SIZES.map(([group, size]) => {
    const range = { group, start, end: start + size };
    start = range.end;
    return range;
  });
}
