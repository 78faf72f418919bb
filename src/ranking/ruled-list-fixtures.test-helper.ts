import fc from "fast-check";
import type { ExposureRules } from "./exposure-rules.ts";
import type { FixedPlace } from "./hold-places.ts";
import type { RuledCandidate } from "./ruled-list.ts";

/** A list, its scores, and the shop's rules. */
export interface RuledCase {
  readonly candidates: readonly RuledCandidate[];
  readonly scores: readonly number[];
  readonly fixed: readonly FixedPlace[];
  readonly rules: ExposureRules;
}

/** One letter a card: letters are brands, capitals are new; ids are "i0", "i1", and so on. For tests. */
export function lettered(cards: string): RuledCandidate[] {
  return cards.split("").map((letter, index) => ({
    id: `i${index}`,
    brand: letter.toLowerCase(),
    isNew: letter !== letter.toLowerCase(),
  }));
}

const windows = fc.integer({ min: 2, max: 5 });

/** Rules of every kind and of none, for lists of `count`. For tests. */
function rulesFor(count: number): fc.Arbitrary<ExposureRules> {
  return fc.record({
    maxDisplacement: fc.option(fc.integer({ min: 0, max: 4 })),
    brandCap: fc.option(
      windows.chain((window) =>
        fc.record({ most: fc.integer({ min: 1, max: window - 1 }), window: fc.constant(window) }),
      ),
    ),
    exposureFloor: fc.option(
      windows.chain((window) =>
        fc.record({ least: fc.integer({ min: 1, max: 2 }), window: fc.constant(window) }),
      ),
    ),
    blocked: fc.subarray(Array.from({ length: count }, (_, index) => `i${index}`)),
  });
}

/** Lists of few brands with new items; cards are held at the shop's places, at any, or not. For tests. */
export function ruledCases({
  minLength,
  maxLength,
}: {
  minLength: number;
  maxLength: number;
}): fc.Arbitrary<RuledCase> {
  const card = fc.record({
    brand: fc.option(fc.constantFrom("Holt", "Kiln", "Sund"), { nil: undefined }),
    isNew: fc.boolean(),
    score: fc.integer({ min: -300, max: 300 }).map((hundredths) => hundredths / 100),
    isHeld: fc.boolean(),
  });
  return fc
    .array(card, { minLength, maxLength })
    .chain((cards) =>
      fc.record({
        cards: fc.constant(cards),
        rules: rulesFor(cards.length),
        places: fc.shuffledSubarray([...cards.keys()], { minLength: cards.length }),
        holds: fc.constantFrom("none", "none", "at home", "anywhere"),
      }),
    )
    .map(({ cards, rules, places, holds }) => ({
      candidates: cards.map(({ brand, isNew }, index) => ({
        id: `i${index}`,
        isNew,
        ...(brand && { brand }),
      })),
      scores: cards.map(({ score }) => score),
      fixed: [...cards.entries()]
        .filter(([index, { isHeld }]) => holds !== "none" && isHeld && index % 2 === 0)
        .map(([index]) => ({ index, place: holds === "at home" ? index : places[index] })),
      rules,
    }));
}
