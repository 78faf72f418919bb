import { RankError } from "../../base/errors.ts";
import { attributeOf } from "./own-dom.ts";
import { capText, parsePrice } from "./page-text.ts";
import { type Facts, withoutMissing } from "./structured-facts.ts";

const MAX_FEATURES = 16;
const MAX_NUMBERS = 1_024;
const MAX_FEATURE_CHARACTERS = 10_000;

/**
 * What the shop's author wrote on a card for us: `data-title`, `-description`, `-brand` (or `-vendor`), `-category`, `-price`,
 * `-attributes`, `-seller`, `-rating`, `-new`, `-features`, `-embedding`.
 *
 * @param onProblem Told of features or an embedding that cannot be read; the card is used without them.
 */
export function dataFacts(card: Element, onProblem: (error: RankError) => void): Facts {
  const read = (name: string): string | undefined => capText(attributeOf(card, `data-${name}`));
  const tell = (name: string, wanted: string): undefined => {
    onProblem(
      new RankError(
        "bad-candidates",
        `Cannot use data-${name}="${read(name)?.slice(0, 60) ?? ""}": expected ${wanted}; the card is ranked without it`,
      ),
    );
    return undefined;
  };
  const attributes = read("attributes")
    ?.split(/[,;|]/)
    .map((value) => capText(value))
    .filter((value) => value !== undefined);
  const isNew = read("new") ?? attributeOf(card, "data-new");
  const rating = parsePrice(read("rating"));
  const features = featuresOf(attributeOf(card, "data-features"));
  const embedding = numbersOf(attributeOf(card, "data-embedding"));
  if (features === null) tell("features", "a JSON object of numbers and words");
  if (embedding === null) tell("embedding", `up to ${MAX_NUMBERS} finite numbers with commas between them`);
  const facts = { ...(rating === undefined ? {} : { rating }), ...features };
  return withoutMissing<Facts>({
    title: read("title"),
    description: read("description"),
    brand: read("brand") ?? read("vendor"),
    seller: read("seller"),
    category: read("category"),
    price: parsePrice(read("price")),
    attributes: attributes?.length ? attributes : undefined,
    isNew: isNew !== null && isNew !== "false" ? true : undefined,
    facts: Object.keys(facts).length > 0 ? facts : undefined,
    embedding: embedding ?? undefined,
  });
}

/** @returns undefined if there are none, null if they cannot be read. */
function featuresOf(text: string | null): Record<string, number | string> | null | undefined {
  if (text === null) return undefined;
  if (text.length > MAX_FEATURE_CHARACTERS) return null;
  try {
    const given: unknown = JSON.parse(text);
    if (typeof given !== "object" || given === null || Array.isArray(given)) return null;
    const features: [string, number | string][] = [];
    for (const [name, value] of Object.entries(given)) {
      const word = typeof value === "string" ? capText(value) : value;
      if (typeof word === "string" || (typeof word === "number" && Number.isFinite(word)))
        features.push([name, word]);
    }
    return Object.fromEntries(features.slice(0, MAX_FEATURES));
  } catch {
    return null; // the caller tells
  }
}

/** @returns undefined if there are none, null if they cannot be read. */
function numbersOf(text: string | null): number[] | null | undefined {
  if (text === null) return undefined;
  const numbers = text
    .slice(0, MAX_NUMBERS * 32)
    .split(",")
    .map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  return numbers.length <= MAX_NUMBERS && numbers.every(Number.isFinite) ? numbers : null;
}
