import { firstIn, allIn, type Scopes, type TextRun, textRuns } from "./card-scopes.ts";
import { pathOf } from "./item-path.ts";
import { allOf, attributeOf, closestTo, doesMatch, parentOf, tagOf, textOf } from "./own-dom.ts";
import { capText, parsePrice, withoutPrice } from "./page-text.ts";
import { type Facts, ratingOf, withoutMissing } from "./structured-facts.ts";

const HEADING = "h1, h2, h3, h4, h5, h6, [role=heading]";
const NAMED = "[class*=title i], [class*=name i], [data-hook*=name i], summary";
const BRAND = "[class*=brand i], [class*=vendor i], [class*=manufacturer i]";
const RATING = "[class*=rating i], [class*=star i], [role=img][aria-label], [aria-label*=' of 5']";
const EXCERPT = "p, [class*=desc i], [class*=excerpt i], [class*=summary i], [class*=teaser i]";
/** A price that no longer holds, or is none: struck through, or the one to compare with. */
const OLD_PRICE =
  /(?:^|[-_ ])(?:old|was|before|compare|original|regular|list|strike\w*|crossed|rrp|msrp|uvp|non-sale|saving\w*|save|unit|per-unit|base|from-label)(?:$|[-_ ])/i;
const NEW_PRICE =
  /(?:^|[-_ ])(?:sale|special|final|now|current|new|reduced|discounted|promo|offer)(?:$|[-_ ])/i;
const HIDDEN = /(?:^|[-_ ])(?:visually-?hidden|sr-only|screen-reader-text|a-offscreen|offscreen)(?:$|[-_ ])/i;
const MIN_EXCERPT_CHARACTERS = 40;

/** What a card shows to its visitor, where it says no more than that. */
export function visibleFacts(scopes: Scopes): Facts {
  const runs = textRuns(scopes);
  const title = titleOf(scopes, runs);
  const rating = visibleRating(scopes);
  return withoutMissing<Facts>({
    title,
    price: visiblePrice(runs, scopes[0]),
    brand: brandOf(scopes, title),
    description: excerptOf(scopes, title),
    facts: rating === undefined ? undefined : { rating },
  });
}

/** Path of the link that leads to the item: that of its heading, or the one that comes most often. */
export function linkPath(scopes: Scopes): string | undefined {
  const count = new Map<string, number>();
  for (const link of allIn(scopes, "a[href]").concat(doesMatch(scopes[0], "a[href]") ? [scopes[0]] : [])) {
    const path = pathOf(attributeOf(link, "href"));
    if (path === undefined || /(?:add[-_]to|wish-?list|compare|cart|quick-?view)/i.test(path)) continue;
    const isOfHeading = closestTo(link, HEADING) !== null || allOf(link, HEADING).length > 0;
    count.set(path, (count.get(path) ?? 0) + (isOfHeading ? 10 : 1));
  }
  let best: string | undefined;
  for (const [path, times] of count) if (best === undefined || times > count.get(best)!) best = path;
  return best;
}

function attributeOfFirst(scopes: Scopes, selector: string, name: string): string | null {
  const element = firstIn(scopes, selector);
  return element === null ? null : attributeOf(element, name);
}

function firstText(scopes: Scopes, selector: string): string | undefined {
  const element = firstIn(scopes, selector);
  return element === null ? undefined : textOf(element);
}

function titleOf(scopes: Scopes, runs: readonly TextRun[]): string | undefined {
  return wordsTitle(scopes, runs) ?? pricedTitle(scopes);
}

/** A name with what looks like a price in it, where there is no other: "Cable, 6 ft", "$10 gift card". */
function pricedTitle(scopes: Scopes): string | undefined {
  for (const element of allIn(scopes, `${HEADING}, ${NAMED}`)) {
    const text = capText(textOf(element));
    if (text !== undefined && /\p{L}{2}/u.test(withoutPrice(text) ?? "")) return text;
  }
  return undefined;
}

function wordsTitle(scopes: Scopes, runs: readonly TextRun[]): string | undefined {
  for (const selector of [HEADING, NAMED]) {
    for (const element of allIn(scopes, selector)) {
      const text = wordsOf(textOf(element));
      if (text !== undefined) return text;
    }
  }
  // A link around the whole card says its name among other things: the name is what the picture is called, or the longest.
  const inLink = runs.filter(
    ({ text, parent }) => closestTo(parent, "a[href]") !== null && wordsOf(text) === text,
  );
  const alt = capText(attributeOfFirst(scopes, "img[alt]:not([alt=''])", "alt"));
  const [first] = inLink
    .slice(0, 4)
    .toSorted((a, b) => Number(b.text === alt) - Number(a.text === alt) || b.text.length - a.text.length);
  return (
    capText(first?.text) ??
    alt ??
    wordsOf(
      attributeOfFirst(scopes, "a[href][aria-label]", "aria-label") ??
        attributeOfFirst(scopes, "a[href][title]", "title"),
    )
  );
}

/** Text that has words in it beside prices. */
function wordsOf(text: string | null | undefined): string | undefined {
  const line = capText(text);
  return line !== undefined && /\p{L}{2}/u.test(line) && withoutPrice(line) === null ? line : undefined;
}

/** What a visitor pays now: neither what is struck through nor what only screen readers are told of the old price. */
function visiblePrice(runs: readonly TextRun[], card: Node): number | undefined {
  let best: number | undefined;
  let bestRank = Infinity;
  for (const [at, { text, parent }] of runs.entries()) {
    if (!/\d/.test(text) || text.includes("%")) continue;
    const isMarked = isInPrice(parent, card);
    if (!isMarked && withoutPrice(text) === null) continue;
    // Two decimals alone may be a price, or a rating, or a size.
    const isBare = !isMarked && /^[\d.,]+$/.test(text) && withoutPrice(runs[at - 1]?.text ?? "") !== "";
    const rank = priceRank(parent, card) + (isBare ? 0.5 : 0);
    if (rank >= bestRank) continue;
    const next = runs[at + 1];
    const price = parsePrice(
      next !== undefined && tagOf(next.parent) === "sup" && /^\d\d$/.test(next.text)
        ? `${text}.${next.text}`
        : text,
    );
    if (price === undefined) continue;
    best = price;
    bestRank = rank;
  }
  return best;
}

function isInPrice(element: Element, card: Node): boolean {
  for (let at: Element | null = element; at !== null; at = at === card ? null : parentOf(at))
    if (/price/i.test(attributeOf(at, "class") ?? "")) return at !== card;
  return false;
}

/** 0 for a price that says it is today's, 1 for one that says nothing, 2 for one only heard, 3 for an old one. */
function priceRank(element: Element, card: Node): number {
  let rank = 1;
  for (let at: Element | null = element; at !== null && at !== card; at = parentOf(at)) {
    const names = attributeOf(at, "class") ?? "";
    if (/^(?:del|s|strike)$/.test(tagOf(at))) return 3;
    if (HIDDEN.test(names)) rank = 2;
    else if (tagOf(at) === "ins") rank = Math.min(rank, 0);
    else if (rank === 1 && NEW_PRICE.test(names)) rank = 0;
    else if (rank === 1 && OLD_PRICE.test(names)) rank = 3;
  }
  return rank;
}

function visibleRating(scopes: Scopes): number | undefined {
  for (const element of allIn(scopes, RATING)) {
    const text = [attributeOf(element, "aria-label"), attributeOf(element, "title"), textOf(element)].find(
      (told) => /\d/.test(told ?? ""),
    );
    const words = text?.slice(0, 80);
    const [, value, most] =
      /(\d+(?:[.,]\d+)?)\s*(?:out of|of|von|sur|de|di|van|av|su|\/)\s*(\d+)/i.exec(words ?? "") ?? [];
    const percent = /^\s*(\d+(?:\.\d+)?)\s*%/.exec(words ?? "")?.[1];
    const rating = ratingOf(value ?? percent, value === undefined ? "100" : most);
    if (rating !== undefined) return rating;
  }
  return undefined;
}

function brandOf(scopes: Scopes, title: string | undefined): string | undefined {
  const text = capText(firstText(scopes, BRAND))?.replace(
    /^(?:vendor|brand|manufacturer|marke|by)\s*:?\s+/i,
    "",
  );
  return text === title || (text?.length ?? 0) > 60 ? undefined : text;
}

function excerptOf(scopes: Scopes, title: string | undefined): string | undefined {
  const texts = allIn(scopes, EXCERPT).map((element) => wordsOf(textOf(element)));
  return texts.find((text) => text !== undefined && text.length >= MIN_EXCERPT_CHARACTERS && text !== title);
}
