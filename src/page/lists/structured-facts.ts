import { durationMinutes } from "../duration-minutes.ts";
import type { Candidate } from "../../ranking/candidate.ts";
import { capText, parsePrice } from "./page-text.ts";

/** What a page may say of one item; all of it optional, since pages leave out anything. */
export type Facts = Partial<Omit<Candidate, "id">>;

type Fields = Readonly<Record<string, unknown>>;

const MAX_ATTRIBUTES = 24;
const DAY_MS = 86_400_000;

/**
 * What a JSON-LD node of a product, video, post, question or article says. In `facts`: `rating` of 0 to 5, `reviews` and `views`
 * as counts, `minutes` of a video, `published` in days since 1970, and `condition` and `availability` as schema.org's words.
 *
 * @see https://schema.org/Product, https://schema.org/VideoObject, https://schema.org/SocialMediaPosting, https://schema.org/Question,
 *   https://schema.org/NewsArticle
 */
export function structuredFacts(item: Fields): Facts {
  const offer = recordOf(item["offers"]);
  const rating = recordOf(item["aggregateRating"]);
  const attributes = [
    ...listOf(item["additionalProperty"]).map((property) =>
      textOf(isRecord(property) ? property["value"] : property),
    ),
    textOf(item["material"]),
    textOf(item["color"]),
    ...listOf(item["keywords"])
      .flatMap((words) => (typeof words === "string" ? words.slice(0, 1_000).split(",") : []))
      .map(capText),
  ]
    .filter((value) => value !== undefined)
    .slice(0, MAX_ATTRIBUTES);
  const facts = withoutMissing<Record<string, number | string>>({
    rating: ratingOf(rating?.["ratingValue"], rating?.["bestRating"]),
    reviews: parsePrice(rating?.["reviewCount"] ?? rating?.["ratingCount"]),
    minutes: durationMinutes(item["duration"]),
    views: parsePrice(
      item["interactionCount"] ?? recordOf(item["interactionStatistic"])?.["userInteractionCount"],
    ),
    published: dayOf(item["datePublished"] ?? item["uploadDate"]),
    condition: wordOf(offer?.["itemCondition"] ?? item["itemCondition"]),
    availability: wordOf(offer?.["availability"]),
  });
  return withoutMissing<Facts>({
    title: textOf(item["name"]) ?? textOf(item["headline"]) ?? plainText(item["articleBody"] ?? item["text"]),
    description:
      plainText(item["description"]) ??
      plainText(recordOf(item["acceptedAnswer"])?.["text"] ?? recordOf(item["suggestedAnswer"])?.["text"]) ??
      plainText(item["abstract"] ?? item["articleBody"] ?? item["text"]),
    brand: nameOf(item["brand"]),
    seller:
      nameOf(offer?.["seller"]) ??
      nameOf(item["author"]) ??
      nameOf(item["creator"]) ??
      nameOf(item["publisher"]),
    category: nameOf(item["category"]) ?? textOf(item["genre"]) ?? textOf(item["articleSection"]),
    price: parsePrice(
      offer?.["price"] ??
        offer?.["lowPrice"] ??
        recordOf(offer?.["priceSpecification"])?.["price"] ??
        item["price"],
    ),
    attributes: attributes.length > 0 ? attributes : undefined,
    facts: Object.keys(facts).length > 0 ? facts : undefined,
  });
}

/** Drops what is undefined, so that spreading these facts over others never erases any. */
export function withoutMissing<Known extends object>(facts: {
  [Key in keyof Known]: Known[Key] | undefined;
}): Known {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Known; // same keys, fewer
}

/** On a scale of 0 to 5, of a value on a scale up to `best` (5 if it is not said). */
export function ratingOf(value: unknown, best: unknown): number | undefined {
  const [given, most] = [parsePrice(value), parsePrice(best) ?? 5];
  return given === undefined || most <= 0 || given > most ? undefined : (given / most) * 5;
}

function dayOf(date: unknown): number | undefined {
  const ms = typeof date === "string" ? Date.parse(date.slice(0, 40)) : Number.NaN;
  return Number.isFinite(ms) ? Math.floor(ms / DAY_MS) : undefined;
}

/** The last part of `https://schema.org/InStock`. */
function wordOf(value: unknown): string | undefined {
  return textOf(value)?.split("/").at(-1);
}

/** Answers may be written in HTML. */
function plainText(value: unknown): string | undefined {
  return typeof value === "string" ? capText(value.slice(0, 2_400).replace(/<[^<>]*>/g, " ")) : undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? capText(value) : undefined;
}

/** Of a thing, or of the first of several; a text is a name. */
function nameOf(value: unknown): string | undefined {
  const [first] = listOf(value);
  return textOf(isRecord(first) ? first["name"] : first);
}

function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.slice(0, MAX_ATTRIBUTES) : [value];
}

function recordOf(value: unknown): Fields | undefined {
  return listOf(value).find(isRecord);
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
