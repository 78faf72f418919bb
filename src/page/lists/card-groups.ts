import type { Kind } from "../kinds.ts";
import { attributeOf } from "./own-dom.ts";
import {
  FOLDED,
  HEADING,
  IMAGE,
  KNOWN,
  LINK,
  LONG,
  MOMENT,
  PAGE_HEADING,
  type Part,
  PRICE,
  REMOVE,
  TEXT,
  TITLE,
} from "./scan-page.ts";

/** Cards of one list. */
export interface CardGroup {
  readonly list: Part;
  readonly cards: readonly Part[];
  /** The cards' own ancestors below the list, by level: rows of a grid; none where the cards are the list's children. */
  readonly levels: number;
}

const MIN_CARDS = 4;
const MIN_KNOWN_CARDS = 3;
const MAX_LINKS = 24;
/** More in a row is a list of its own. */
const MAX_PER_ROW = 6;
const MAX_LEVELS = 3;

const NO_CARD =
  /^(?:ul|ol|table|thead|tbody|tfoot|dl|dt|dd|td|th|section|main|header|footer|nav|aside|body|fieldset|option|button)$/;
const CLONE = /(?:^|-)(?:cloned?|duplicate)(?:-|$)/;
const NOT_ITEMS =
  /(?:^|[/?&=_-])(?:accounts?|orders?|invoices?|cart|basket|checkout|wishlist|compare|login|register|sign-?up|customer)(?:[/?&=.]|$)|(?:product-categor(?:y|ies)|collections|categor(?:y|ies))\/[^/?]+$|route=product(?:\/|%2F)category|\/(?:blogs?|news|pages)\//i;
const VIDEO = /(?:^|[-/_])(?:videos?|episodes?|watch|clips?|reels?|player)(?:$|[-/_?])/;
const ANSWER = /(?:^|-)(?:faqs?|questions?|articles?|answers?|help|topics?|results?|hits?)(?:-|$)/;

/**
 * Finds the cards among the children of each part, from the innermost out, so that what holds cards is never taken for one.
 *
 * @param parts   In document order. Their signals are lifted to the parts that hold them.
 * @param ownPath Path of the page itself: what leads there is no item of a list.
 */
export function cardGroups(parts: readonly Part[], kind: Kind, ownPath: string | undefined): CardGroup[] {
  const found: CardGroup[] = [];
  /** Cards that are all there is in a part: it may be a row of a larger list. */
  const rows = new Map<Part, CardGroup>();
  for (const part of parts.toReversed()) {
    if (part.children.length > 0 && part.region !== "never") {
      const cards = alike(part.children.filter((child) => looksLikeCard(child, kind)));
      const isDistinct =
        cards.length > 1 && new Set(cards.map(({ path, title }) => path ?? title)).size > cards.length * 0.7;
      const group = { list: part, cards, levels: 0 };
      if (cards.length > 0 && isAllOf(part, cards)) rows.set(part, group);
      const merged = mergedRows(part, rows);
      if (isDistinct || merged !== null) part.holdsCards = true;
      if (merged !== null) {
        const taken = new Set(merged.cards);
        // What a part holds has just been looked at.
        let from = found.length;
        while (from > 0 && isWithin(found[from - 1].list, part)) from--;
        found.push(...found.splice(from).filter((inside) => !taken.has(inside.cards[0])), merged);
      } else if (isDistinct && !isCell(cards[0])) found.push(group);
    }
    lift(part);
  }
  return found.filter((group) => isListOf(group, kind, ownPath)).toReversed();
}

/** Up to its parent goes what a part holds; of what comes first, the first in the document. */
function lift(part: Part): void {
  const { parent } = part;
  if (parent === null) return;
  parent.signals |= part.signals;
  parent.links += part.links;
  if (parent.tag !== "a") parent.path = part.path ?? parent.path;
  parent.title = part.title || parent.title;
  parent.holdsCards ||= part.holdsCards;
}

function isAllOf({ children }: Part, cards: readonly Part[]): boolean {
  const among = new Set(cards);
  return children.every((child) => among.has(child) || isEmpty(child));
}

function isEmpty({ signals }: Part): boolean {
  return (signals & (LINK | TEXT | IMAGE | PRICE | HEADING)) === 0;
}

function isCell(part: Part): boolean {
  return part.tag === "td" || part.tag === "th";
}

function looksLikeCard(part: Part, kind: Kind): boolean {
  const { signals, tag, holdsCards, links, names } = part;
  if (holdsCards || links > MAX_LINKS || (signals & TEXT) === 0 || (signals & PAGE_HEADING) !== 0)
    return false;
  if ((NO_CARD.test(tag) && tag !== "td") || names.some((name) => CLONE.test(name))) return false;
  // A row of column titles may link to the ways of sorting.
  if (tag === "tr" && !part.children.some((cell) => cell.tag === "td")) return false;
  const has = (wanted: number): boolean => (signals & wanted) === wanted;
  if (has(KNOWN)) return true;
  if (kind === "help" && has(FOLDED | TITLE)) return true;
  if (kind === "feed") return (tag === "article" || tag === "li") && (has(LONG) || has(IMAGE));
  if (!has(LINK)) return false;
  if (kind === "shop") return has(PRICE);
  if (kind === "video") return has(TITLE | IMAGE);
  if (kind === "news") return has(TITLE | HEADING) && (has(IMAGE) || has(MOMENT) || has(LONG));
  return has(TITLE);
}

/** Those of the most common tag that share a name, or have none at all. */
function alike(parts: readonly Part[]): readonly Part[] {
  if (parts.length < 2) return parts;
  const tag = mostCommon(parts.map((part) => part.tag))[0];
  const same = parts.filter((part) => part.tag === tag);
  const [shape, count] = mostCommon(same.flatMap(({ names }) => [...new Set(names.map(shapeOf))]));
  const unnamed = same.filter(({ names }) => names.length === 0);
  return unnamed.length >= count
    ? unnamed
    : same.filter(({ names }) => names.some((name) => shapeOf(name) === shape));
}

function mostCommon(words: readonly string[]): readonly [word: string | undefined, count: number] {
  const counts = new Map<string, number>();
  let best: string | undefined;
  for (const word of words) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
    if (best === undefined || counts.get(word)! > counts.get(best)!) best = word;
  }
  return [best, best === undefined ? 0 : counts.get(best)!];
}

function shapeOf(name: string): string {
  return name.replace(/\d+/g, "#").replace(/odd|even|first|last/, "#");
}

/**
 * Rows of cards and nothing between them, all but the last with as many cards: one list. In a table there must be nothing beside
 * them either: the columns of a comparison belong together.
 */
function mergedRows(part: Part, rows: Map<Part, CardGroup>): CardGroup | null {
  if (!part.children.some((child) => rows.has(child))) return null;
  const filled = part.children.filter((child) => !isEmpty(child));
  const start = filled.findIndex((child) => rows.has(child));
  const end = filled.findLastIndex((child) => rows.has(child));
  const first = start < 0 ? undefined : rows.get(filled[start]);
  // What is marked up as a list is one.
  if (
    first === undefined ||
    /^[uo]l$/.test(first.list.tag) ||
    (first.cards.length < 2 && first.levels === 0) ||
    first.levels >= MAX_LEVELS
  )
    return null;
  if (first.cards.length > MAX_PER_ROW * (first.levels + 1)) return null;
  const cards: Part[] = [];
  for (let at = start; at <= end; at++) {
    const row = rows.get(filled[at]);
    const isShort = at === end && row !== undefined && row.cards.length < first.cards.length;
    if (
      row?.levels !== first.levels ||
      row.list.tag !== first.list.tag ||
      row.cards[0].tag !== first.cards[0].tag
    )
      return null;
    if (row.cards.length !== first.cards.length && !isShort) return null;
    cards.push(...row.cards);
  }
  const merged = { list: part, cards, levels: first.levels + 1 };
  const isAll = end - start + 1 === filled.length;
  if (isAll) rows.set(part, merged);
  if (isCell(cards[0])) return isAll && (start < end || first.levels === 0) ? merged : null;
  return start < end ? merged : null;
}

function isWithin(part: Part, outer: Part): boolean {
  for (let at: Part | null = part; at !== null; at = at.parent) if (at === outer) return true;
  return false;
}

function isListOf({ list, cards }: CardGroup, kind: Kind, ownPath: string | undefined): boolean {
  const share = (test: (card: Part) => boolean): number => cards.filter(test).length / cards.length;
  const has = (signal: number): number => share(({ signals }) => (signals & signal) !== 0);
  const isKnown = has(KNOWN) >= 0.5;
  if (cards.length < (isKnown ? MIN_KNOWN_CARDS : MIN_CARDS)) return false;
  if (list.region === "never" || has(REMOVE) > 0.5) return false;
  if (share(({ element }) => /position:\s*absolute/.test(attributeOf(element, "style") ?? "")) > 0.5)
    return false;
  if (share(({ path }) => path !== undefined && path === ownPath) > 0.5) return false;
  if (kind === "shop" && share(({ path }) => path !== undefined && NOT_ITEMS.test(path)) > 0.5) return false;
  if (!isKnown) {
    if (list.region === "banners" || (list.region === "filters" && has(IMAGE) < 0.5)) return false;
    if (kind === "shop" && isOwnPathWithOthers(cards, ownPath) && has(IMAGE) < 0.5) return false;
    if (
      kind === "video" &&
      has(MOMENT) < 0.5 &&
      share(({ names, path }) => VIDEO.test(path ?? "") || names.some((name) => VIDEO.test(name))) < 0.5
    )
      return false;
    if (
      kind === "help" &&
      has(FOLDED) < 0.5 &&
      has(LONG) < 0.5 &&
      share(({ names }) => names.some((name) => ANSWER.test(name))) < 0.5
    )
      return false;
  }
  // Without pictures, the same words on each are a control and no name.
  const names = new Set(cards.map(({ title, path }) => title || path));
  return isKnown || has(IMAGE) >= 0.5 || names.size > cards.length * 0.4;
}

/** Links that all lead to this page with other parameters: filters, sizes, colours. */
function isOwnPathWithOthers(cards: readonly Part[], ownPath: string | undefined): boolean {
  const place = (path: string | undefined): string | undefined => path?.split("?", 1)[0];
  const own = place(ownPath);
  return (
    own !== undefined &&
    own !== "/" &&
    !/\.\w{2,5}$/.test(own) &&
    cards.every(({ path }) => place(path) === own)
  );
}
