import { FEATURE_COUNT, featureRange } from "../../learning/feature-layout.ts";
import { traitFeatures } from "../../learning/features.ts";
import { itemTraits } from "../../learning/item-traits.ts";
import type { SimulatedCatalogue } from "./simulated-catalogue.ts";

const TEXT = featureRange("text");

/** One list to be described: catalogue indices, the match score of each, and where its rows go. */
export interface FeatureRowsRequest {
  /** [n]. */
  readonly items: ArrayLike<number>;
  /** [n]. */
  readonly match: ArrayLike<number>;
  /** Rows `firstRow` to `firstRow` + n − 1 of [·, d] are overwritten. */
  readonly target: Float32Array;
  readonly firstRow: number;
}

/**
 * Makes a function that writes what `featuresOf` returns for a list of catalogue items without a history. Each item is read
 * once, as a simulation describes 100,000 lists.
 */
export function createFeatureRows(catalogue: SimulatedCatalogue): (request: FeatureRowsRequest) => void {
  const traits = catalogue.candidates.map(itemTraits);
  const width = TEXT.end - TEXT.start;
  return ({ items, match, target, firstRow }) => {
    const projected = new Float32Array(items.length * width);
    for (let index = 0; index < items.length; index++) {
      const start = items[index] * width;
      projected.set(catalogue.projected.subarray(start, start + width), index * width);
    }
    const rows = traitFeatures(
      Array.from(items, (item) => traits[item]),
      { projected, match: Float32Array.from(match), history: new Float32Array(items.length) },
    );
    target.set(rows, firstRow * FEATURE_COUNT);
  };
}
