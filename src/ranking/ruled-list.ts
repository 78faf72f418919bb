import type { Candidate } from "./candidate.ts";
import type { ExposureRules } from "./exposure-rules.ts";
import type { FixedPlace } from "./hold-places.ts";
import { type PlaceBounds, placeBounds } from "./place-bounds.ts";

/** A list as the rules see it; all by candidate but `isHeld`. */
export interface RuledList {
  readonly count: number;
  readonly fixed: readonly FixedPlace[];
  /** By place: 1 where a fixed candidate stands. */
  readonly isHeld: Uint8Array;
  readonly bounds: PlaceBounds;
  /** Number of its brand, −1 without one. */
  readonly brands: Int32Array;
  readonly brandCount: number;
  /** Null without such a rule; no window is longer than the list. */
  readonly cap: { readonly most: number; readonly window: number } | null;
  /** 1 for a new item, and for one of a little shown seller. */
  readonly isRare: Uint8Array;
  readonly floor: { readonly least: number; readonly window: number } | null;
}

/** What the rules look at of a candidate. */
export type RuledCandidate = Pick<Candidate, "id" | "brand" | "seller" | "isNew">;

/**
 * Brings a list and the shop's rules into numbers.
 *
 * @param candidates  [n], in the shop's order.
 * @param littleShown Names of sellers.
 */
export function ruledList(
  candidates: readonly RuledCandidate[],
  fixed: readonly FixedPlace[],
  { rules, littleShown }: { readonly rules: ExposureRules; readonly littleShown: ReadonlySet<string> },
): RuledList {
  const count = candidates.length;
  const { maxDisplacement, brandCap, exposureFloor } = rules;
  const blockedIds = new Set(rules.blocked);
  const blocked = new Set([...candidates.keys()].filter((index) => blockedIds.has(candidates[index].id)));
  const bounds = placeBounds(count, fixed, {
    maxDisplacement: maxDisplacement ?? Number.POSITIVE_INFINITY,
    blocked,
  });
  const isHeld = new Uint8Array(count);
  for (const { place } of fixed) isHeld[place] = 1;
  const numberOf = new Map<string, number>();
  const brands = Int32Array.from(candidates, ({ brand }) => {
    if (!brand) return -1;
    const number = numberOf.get(brand) ?? numberOf.size;
    numberOf.set(brand, number);
    return number;
  });
  const isRare = Uint8Array.from(candidates, ({ isNew, seller }) =>
    isNew === true || (seller !== undefined && littleShown.has(seller)) ? 1 : 0,
  );
  return {
    count,
    fixed,
    isHeld,
    bounds,
    brands,
    brandCount: numberOf.size,
    cap: brandCap && { ...brandCap, window: Math.min(brandCap.window, count) },
    isRare,
    floor: exposureFloor && { ...exposureFloor, window: Math.min(exposureFloor.window, count) },
  };
}
