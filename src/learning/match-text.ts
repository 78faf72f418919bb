/** A word, a number, or a unit after a number. */
export type TermKind = "word" | "number" | "unit";

/** What a query or a title says, as {@link Terms} of equal keys are compared. */
export interface Terms {
  /** [n], in order: words without plural, numbers as "#" and thousandths, units as "=" and one name for all spellings. */
  readonly keys: readonly string[];
  /** [n]: of the keys. */
  readonly kinds: readonly TermKind[];
  /** Words and numbers as written, with nothing between them: where trigrams are looked for. */
  readonly joined: string;
  /** Index of the last word of the first segment, in a title what kind of thing it names; −1 without one. */
  readonly head: number;
}

const TOKEN =
  /(?:([0-9]+)[- ])?([0-9]+)\/([0-9]+)|([0-9]+(?:,[0-9]{3})+(?![0-9])|[0-9]*\.?[0-9]+)|(\p{L}+)|([,("']|- )/gu;
const UNITS = new Map(
  `in inch inches "|ft foot feet '|lb lbs pound pounds|gal gallon gallons|oz ounce ounces|v volt volts|w watt watts|amp amps a|sq square|cu cubic|yd yards yard|qt quart quarts|ct count|pk pack|pc pcs piece pieces|l liter litre`
    .split("|")
    .flatMap((group) => group.split(" ").map((word, _, [name]) => [word, `=${name}`] as const)),
);
const JOINING_WORDS = /^(?:in|with|for|w|of|by|to|and|from)$/;
const LARGEST_DENOMINATOR = 64;

/**
 * Reads the terms of a query or a title:
 *
 *   "Boxes" → box: no accents, lower case, plural cut; "glass" stays
 *   "1-1/2", "1 1/2" and "1.5" are one number, "27x34" and "60w" are split, "12-2" stays two numbers
 *   "inches", "in." and '"' after a number are one unit; an "x" between numbers is none of these and goes
 *
 * The first segment of a title ends at a comma, a bracket, a dash, or a word such as "with" or "in".
 *
 * @see models/train/match_text.py, the reference
 */
export function termsOf(text: string): Terms {
  const keys: string[] = [];
  const kinds: TermKind[] = [];
  let joined = "";
  let head = -1;
  let isFirstSegment = true;
  let isAfterNumber = false;
  const add = (key: string, kind: TermKind): number => kinds.push(kind) && keys.push(key);
  for (const [all, whole, top, bottom, number, letters, mark] of normalise(text).matchAll(TOKEN)) {
    const unit: string | undefined = isAfterNumber ? UNITS.get(letters ?? mark) : undefined;
    isAfterNumber = !(letters ?? mark);
    if (isAfterNumber) {
      const values = number ? [+number.replaceAll(",", "")] : partsOf(whole, top, bottom);
      for (const value of values) add(`#${Math.round(Math.min(value, 1e9) * 1000)}`, "number");
      joined += all;
    } else if (unit) {
      add(unit, "unit");
      joined += letters ?? "";
    } else if (letters && letters !== "x") {
      if (JOINING_WORDS.test(letters)) isFirstSegment = false;
      const count = add(stem(letters), "word");
      joined += letters;
      if (isFirstSegment) head = count - 1;
    } else if (mark && !/["']/.test(mark)) isFirstSegment = false;
  }
  return { keys, kinds, joined, head };
}

/** No accents and no other forms of one letter, lower case, "baker's" as "bakers". */
function normalise(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/(\p{L})['’]s(?!\p{L})/gu, "$1s");
}

/** A mixed number or a fraction as one value; "12/2" and "120/240" are no fractions but two numbers. */
function partsOf(whole: string | undefined, top: string, bottom: string): number[] {
  if (+top < +bottom && +bottom <= LARGEST_DENOMINATOR) return [+(whole ?? 0) + +top / +bottom];
  return [...(whole ? [+whole] : []), +top, +bottom];
}

/** Cuts the plural: boxes, batteries, saws; not glass, gas, bus. */
function stem(word: string): string {
  if (word.length < 4 || !/[^su]s$/.test(word)) return word;
  return word.replace(/(?<=..)ies$|(?<=x|[cs]h|ss|z)es$|s$/, (end) => (end === "ies" ? "y" : ""));
}
