import { type Random, seededRandom } from "../../src/base/random.ts";
import { drawClicks } from "../../src/evaluation/simulate/click-models.ts";
import type { Persona } from "./personas.ts";

/** What a persona does with one list, wherever it is shown. */
export interface DrawnVisit {
  /** 0-based, ascending. */
  readonly clickedPlaces: readonly number[];
  /** How many places are looked at; at least one, and all that are clicked. */
  readonly depth: number;
  /** For what comes after the clicks. */
  readonly random: Random;
}

/** How long what was chosen last is read. */
const READ_MS = { liked: 75_000, other: 9_000 };
/** Of what is liked best, this share is bought once it has been looked at. */
const BUY_CHANCE = 0.5;
/** As far down as a shopper looks: P(at least to place j) = j^−.8, as in the click models. */
const LOOK_EXPONENT = 0.8;

/** @param grades [n], in the order shown. */
export function drawVisit(
  { seed, clickModel }: Persona,
  visit: number,
  { grades, clicksBefore }: { readonly grades: Uint8Array; readonly clicksBefore: number },
): DrawnVisit {
  // Of their own for each visit: what one order makes a persona do must not change the chance in the next.
  const random = seededRandom(seed * 1_000 + visit);
  const clicks = drawClicks({ type: clickModel }, { grades, clicksBefore }, random);
  const clickedPlaces = [...clicks.keys()].filter((place) => clicks[place] === 1);
  const depth = Math.min(
    grades.length,
    Math.max(1, (clickedPlaces.at(-1) ?? -1) + 1, Math.floor(random() ** (-1 / LOOK_EXPONENT))),
  );
  return { clickedPlaces, depth, random };
}

/** How long an item of this grade is read. */
export function readMs(grade: number): number {
  return grade >= 3 ? READ_MS.liked : READ_MS.other;
}

export function buys(grade: number, random: Random): boolean {
  return grade === 4 && random() < BUY_CHANCE;
}
