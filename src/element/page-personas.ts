import type { Candidate } from "../ranking/candidate.ts";
import type { Ranking } from "../ranking/ranking.ts";
import type { TitleOf } from "./inspector-moves.ts";

/** Somebody who might come to this list: what to call their taste, and what of the list they like. */
export interface PagePersona {
  readonly name: string;
  readonly liked: readonly string[];
}

/** Fewer choices show nothing; who likes most of a list has no taste. */
const MIN_LIKED = 3;
const MAX_SHARE = 0.5;
const MAX_BRANDS = 6;
const MAX_WORDS = 4;
const MIN_PRICES = 9;
/** A shorter word is seldom what somebody likes. */
const WORD = /\p{L}{4,}/gu;

/**
 * Tastes that can be told from the cards of a list: its brands and its dearest and cheapest thirds, where the page names brands and
 * prices, and words of its titles. What a list is searched for is in all titles, and no taste.
 *
 * @returns By how much of the list they like, brands first. Empty for a short list, or one in which nothing repeats.
 */
export function pagePersonas(
  { items }: Ranking,
  titleOf: TitleOf,
  candidateOf: (id: string) => Pick<Candidate, "brand" | "price"> | null,
): PagePersona[] {
  const byBrand = grouped(items.map(({ id }) => [id, [candidateOf(id)?.brand ?? ""]]));
  const byWord = grouped(
    items.map(({ id }) => [id, [...new Set(titleOf(id).toLowerCase().match(WORD) ?? [])]]),
  );
  const brands = new Set([...byBrand.keys()].map((brand) => brand.toLowerCase()));
  const isTaste = ([name, liked]: [string, string[]]): boolean =>
    name !== "" && liked.length >= MIN_LIKED && liked.length <= MAX_SHARE * items.length;
  const tastes = (groups: Map<string, string[]>): [string, string[]][] =>
    [...groups].filter(isTaste).toSorted(([, a], [, b]) => b.length - a.length);
  const priced = items
    .flatMap(({ id }) => {
      const price = candidateOf(id)?.price;
      return price === undefined ? [] : [{ id, price }];
    })
    .toSorted((a, b) => b.price - a.price)
    .map(({ id }) => id);
  const third = priced.length < MIN_PRICES ? 0 : Math.floor(priced.length / 3);
  return [
    ...tastes(byBrand)
      .slice(0, MAX_BRANDS)
      .map(([brand, liked]) => ({ name: `the brand ${brand}`, liked })),
    ...(third === 0
      ? []
      : [
          { name: "the dearest third", liked: priced.slice(0, third) },
          { name: "the cheapest third", liked: priced.slice(-third) },
        ]),
    ...tastes(byWord)
      .filter(([word]) => !brands.has(word))
      .slice(0, MAX_WORDS)
      .map(([word, liked]) => ({ name: `“${word}” in the title`, liked })),
  ];
}

/** Ids by each of their keys, in the order of the list. */
function grouped(
  entries: readonly (readonly [id: string, keys: readonly string[]])[],
): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [id, keys] of entries) for (const key of keys) groups.set(key, [...(groups.get(key) ?? []), id]);
  return groups;
}
