import type { Candidate } from "../ranking/candidate.ts";
import { FEATURE_COUNT, OPTIONAL_BLOCKS } from "./feature-layout.ts";
import { hashText } from "./hash-text.ts";
import { normalise } from "./normalise.ts";
import { standardised } from "./standardised-numbers.ts";

/** What a card says beside its texts and price, by name; the same for every list it is in. */
export interface FactTraits {
  readonly numbers: readonly { readonly name: string; readonly value: number }[];
  readonly words: readonly { readonly name: string; readonly value: string }[];
  readonly isNew: boolean;
}

const MAX_FACTS = 16;
/** Sums of squares of larger ones may be none; nothing that a shop says of a card comes near. */
const MAX_NUMBER = 1e100;
/** Numbers have the first half of the group, words the second: a number's code never looks like a word's. */
const [{ start: NUMBERS_AT }, { start: WORDS_AT }] = OPTIONAL_BLOCKS;
const HALF = WORDS_AT - NUMBERS_AT;
/** What the codes are multiplied with where there is one name. Chosen on simulated shoppers, see docs/features.md. */
const NUMBER_VALUE = 0.8;
const WORD_VALUE = 1;
/** No name of a shop's own begins like these. */
const SELLER = "\u0000seller";
const NEW = "\u0000new";
const STEP_SEED = 0x2545f491;
const SIGN_SEED = 0x5bd1e995;

/** Reads the facts of one card: at most 16 of its own, and seller and novelty under names of their own. */
export function factTraits({ facts, seller, isNew }: Candidate): FactTraits {
  const numbers: { name: string; value: number }[] = [];
  const words: { name: string; value: string }[] = [];
  const by = normalise(seller ?? "");
  if (by !== "") words.push({ name: SELLER, value: by });
  const named = facts === undefined ? [] : Object.entries(facts).slice(0, MAX_FACTS);
  for (const [key, value] of named) {
    const name = normalise(key);
    if (typeof value === "number") {
      if (Math.abs(value) <= MAX_NUMBER) numbers.push({ name, value });
    } else if (normalise(value) !== "") words.push({ name, value: normalise(value) });
  }
  return { numbers, words, isNew: isNew === true };
}

/**
 * Adds the group `facts` of one list to [n, d] features, in which it is 0. Each name is centred by itself over the cards that
 * have it, so that a card without it says nothing; a name that does not tell the cards apart adds exact zeros.
 *
 * - A number: its standardised value, and how low, middle and high it lies among the list's ({@link standardised}), each at a
 *   coordinate and with a sign hashed from the name.
 * - A word: one signed coordinate, hashed from name and value. Names of which no two cards share a value are left out: they
 *   number the items, and number those of the next list otherwise.
 *
 * The more names of a kind tell the cards apart, the smaller are all codes of the kind, so that their squares sum to the same.
 */
export function addFacts(features: Float32Array, items: readonly FactTraits[]): void {
  addNumbers(features, byName(items.map(({ numbers }) => numbers)));
  const hasNew = items.some(({ isNew }) => isNew);
  addWords(
    features,
    byName(
      items.map(({ words, isNew }) =>
        hasNew ? [...words, { name: NEW, value: isNew ? "yes" : "no" }] : words,
      ),
    ),
  );
}

/** By name: who says what under it, in the order of the cards. */
type Named<Value> = ReadonlyMap<string, readonly { readonly item: number; readonly value: Value }[]>;

function addNumbers(features: Float32Array, named: Named<number>): void {
  const told = [...named].flatMap(([name, cards]) => {
    const codes = standardised(cards.map(({ value }) => value));
    return codes === null ? [] : [{ name, cards, codes }];
  });
  const size = NUMBER_VALUE * shareOf(told.length);
  for (const { name, cards, codes } of told) {
    const coordinates = numberCoordinates(name, codes.length);
    for (const [code, values] of codes.entries()) {
      const { at, sign } = coordinates[code];
      for (const [place, { item }] of cards.entries())
        features[item * FEATURE_COUNT + at] += size * sign * values[place];
    }
  }
}

function addWords(features: Float32Array, named: Named<string>): void {
  const told = [...named].flatMap(([name, cards]) => {
    const cardsWith = new Map<string, number>();
    for (const { value } of cards) cardsWith.set(value, (cardsWith.get(value) ?? 0) + 1);
    return cardsWith.size < 2 || cardsWith.size === cards.length ? [] : [{ name, cards, cardsWith }];
  });
  const size = WORD_VALUE * shareOf(told.length);
  for (const { name, cards, cardsWith } of told) {
    for (const [value, count] of cardsWith) {
      const key = `${name}=${value}`;
      const at = WORDS_AT + (hashText(key) % HALF);
      const signed = hashText(key, SIGN_SEED) & 1 ? size : -size;
      const mean = count / cards.length;
      for (const card of cards)
        features[card.item * FEATURE_COUNT + at] += signed * ((card.value === value ? 1 : 0) - mean);
    }
  }
}

/** Several names share what one would have: nobody cares more for all facts together because a shop lists more of them. */
function shareOf(names: number): number {
  return 1 / Math.sqrt(names);
}

/** Coordinates of a number's codes, no two the same: the step has no divisor in common with the half, which is 24. */
function numberCoordinates(name: string, count: number): { readonly at: number; readonly sign: 1 | -1 }[] {
  const first = hashText(name);
  const step = STEPS[hashText(name, STEP_SEED) % STEPS.length];
  const signs = hashText(name, SIGN_SEED);
  return Array.from({ length: count }, (_, code) => ({
    at: NUMBERS_AT + ((first + code * step) % HALF),
    sign: (signs >>> code) & 1 ? 1 : -1,
  }));
}

const STEPS = [1, 5, 7, 11, 13, 17, 19, 23];

/** Of a name that a card has twice, in two spellings, the last counts. */
function byName<Value>(
  cards: readonly (readonly { readonly name: string; readonly value: Value }[])[],
): Named<Value> {
  const found = new Map<string, Map<number, Value>>();
  for (const [item, named] of cards.entries()) {
    for (const { name, value } of named) {
      const values = found.get(name) ?? new Map<number, Value>();
      found.set(name, values.set(item, value));
    }
  }
  return new Map(
    [...found].map(([name, values]) => [name, [...values].map(([item, value]) => ({ item, value }))]),
  );
}
