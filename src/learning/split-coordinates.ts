import { FEATURE_COUNT, featureRange } from "./feature-layout.ts";

/** Raised when other coordinates are split: a device and both servers have to mean the same. */
export const SPLIT_COORDINATES_VERSION = 1;

/**
 * The coordinates of a step that go where two servers add up shares (federation/split-report.ts), whose cost grows with their number: match, history,
 * price and the leading 56 of the text's 64, which are in the order of their variance. What else a step has, brands, attributes, facts and a
 * shop's own vectors, is left out: a global head never learns it this way.
 *
 * @returns [64], ascending.
 */
export function splitCoordinates(): readonly number[] {
  const [text, price] = [featureRange("text"), featureRange("price")];
  const all = Array.from({ length: FEATURE_COUNT }, (_, at) => at);
  return all.filter(
    (at) => (at >= text.start && at < text.start + LEADING_TEXT) || (at >= text.end && at < price.end),
  );
}

const LEADING_TEXT = 56;
