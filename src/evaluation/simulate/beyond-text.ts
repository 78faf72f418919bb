import { normalFrom, type Random } from "../../base/random.ts";
import type { SimulatedCatalogue } from "./simulated-catalogue.ts";

/** What a shopper may like that no text says. */
export type BeyondTaste = "nothing" | "rating" | "season" | "looks";

/** Made-up facts and pictures of a catalogue's items, and what a taste can be about. */
export interface BeyondText {
  /** The catalogue with `facts` and `embedding` on its candidates. */
  readonly catalogue: SimulatedCatalogue;
  /** [n]: what visitors see of the stars, also of items that name no rating. */
  readonly ratings: Float64Array;
  /** [n]: 0 to 3. */
  readonly seasons: Uint8Array;
  /** [n][8]: the style that a picture shows. */
  readonly styles: readonly Float64Array[];
}

const SEASONS = ["spring", "summer", "autumn", "winter"];
const WAREHOUSES = 6;
const UNRATED = 0.15;
const STYLES = 8;
const EMBEDDING_LENGTH = 128;
/** Mean square of what all pictures have in common, of their style, and of all else: cosines of about .6, as with CLIP. */
const PICTURE = { common: 2.25, style: 1, other: 0.5 };

/**
 * Gives each item a rating (1 to 5, most above 4; 15 % name none), a number of reviews, a season, and a picture's vector of 128
 * numbers; stock and warehouse are there to mislead. All of it by chance, so that brands, words and prices tell nothing of it.
 */
export function withBeyondText(catalogue: SimulatedCatalogue, random: Random): BeyondText {
  const count = catalogue.candidates.length;
  const axes = Array.from({ length: STYLES + 1 }, () =>
    Float64Array.from({ length: EMBEDDING_LENGTH }, () => normalFrom(random) / Math.sqrt(EMBEDDING_LENGTH)),
  );
  const ratings = new Float64Array(count);
  const seasons = new Uint8Array(count);
  const styles: Float64Array[] = [];
  const candidates = catalogue.candidates.map((candidate, item) => {
    ratings[item] = Math.round(10 * Math.max(1, Math.min(5, 4.3 + 0.5 * normalFrom(random)))) / 10;
    seasons[item] = Math.floor(random() * SEASONS.length);
    const style = Float64Array.from({ length: STYLES }, () => normalFrom(random));
    styles.push(style);
    const embedding = Array.from({ length: EMBEDDING_LENGTH }, (_, at) => {
      const shown = style.reduce((sum, value, axis) => sum + value * axes[axis][at], 0);
      const other = normalFrom(random) / Math.sqrt(EMBEDDING_LENGTH);
      return (
        Math.sqrt(PICTURE.common) * axes[STYLES][at] +
        Math.sqrt(PICTURE.style / STYLES) * shown +
        Math.sqrt(PICTURE.other) * other
      );
    });
    const facts = {
      ...(random() < UNRATED ? {} : { rating: ratings[item] }),
      reviews: Math.round(Math.exp(3 + 1.5 * normalFrom(random))),
      season: SEASONS[seasons[item]],
      stock: Math.floor(random() * 200),
      warehouse: `w${Math.floor(random() * WAREHOUSES)}`,
    };
    return { ...candidate, facts, embedding };
  });
  return { catalogue: { ...catalogue, candidates }, ratings, seasons, styles };
}

/** [n]: how well one shopper likes each item for what its text does not say; null for a taste that is about nothing of the kind. */
export function beyondLeaning(
  { ratings, seasons, styles }: BeyondText,
  taste: BeyondTaste,
  random: Random,
): Float64Array | null {
  switch (taste) {
    case "nothing":
      return null;
    case "rating":
      return ratings;
    case "season": {
      const liked = Math.floor(random() * SEASONS.length);
      return Float64Array.from(seasons, (season) => (season === liked ? 1 : 0));
    }
    case "looks": {
      const direction = Float64Array.from({ length: STYLES }, () => normalFrom(random));
      return Float64Array.from(styles, (style) =>
        style.reduce((sum, value, axis) => sum + value * direction[axis], 0),
      );
    }
  }
}
