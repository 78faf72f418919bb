import { RecentMap } from "../base/recent-map.ts";
import type { TitleVectors } from "../learning/title-vectors.ts";

/** A page ranks the same texts after every click; more than this are of earlier pages. */
const MAX_TEXTS = 2_000;

/** What has been made of texts, so that a list that is ranked again is not taken apart again. Each is made at most once. */
export interface KnownTexts {
  /**
   * The texts' embeddings as the head sees them, [n, size].
   *
   * @param make Gives the rows of those texts that are not known, by their places, in one go.
   */
  projected(
    texts: readonly string[],
    size: number,
    make: (places: readonly number[]) => Float32Array,
  ): Float32Array;
  /** The text's words and pieces, weighed. */
  title(text: string, make: () => TitleVectors): TitleVectors;
}

/** @see KnownTexts */
export function knownTexts(): KnownTexts {
  const projections = new RecentMap<Float32Array>(MAX_TEXTS);
  const titles = new RecentMap<TitleVectors>(MAX_TEXTS);
  return {
    projected: (texts, size, make) => {
      const known = texts.map((text) => projections.get(text));
      const missing = [...texts.keys()].filter((place) => known[place] === undefined);
      const made = missing.length === 0 ? new Float32Array() : make(missing);
      const all = new Float32Array(texts.length * size);
      for (const [place, row] of known.entries()) if (row !== undefined) all.set(row, place * size);
      for (const [at, place] of missing.entries()) {
        const row = made.slice(at * size, (at + 1) * size);
        all.set(row, place * size);
        projections.set(texts[place], row);
      }
      return all;
    },
    title: (text, make) => {
      const known = titles.get(text);
      if (known !== undefined) return known;
      const made = make();
      titles.set(text, made);
      return made;
    },
  };
}
