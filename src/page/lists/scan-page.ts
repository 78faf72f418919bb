import type { Kind } from "../kinds.ts";
import { pathOf } from "./item-path.ts";
import { allOf, attributeOf, isElement, shadowRootOf, tagOf, walkerOf } from "./own-dom.ts";
import { MARKS, type Region, regionReader } from "./page-regions.ts";
import { withoutPrice } from "./page-text.ts";
import { kindOfType, nameKey, type StructuredItem } from "./structured-data.ts";

/** What an element holds, as bits of {@link Part.signals}. */
export const LINK = 1;
export const IMAGE = 2;
export const PRICE = 4;
/** Words at all; words in a link or a heading. */
export const TEXT = 8;
export const TITLE = 16;
export const HEADING = 32;
/** Structured data of the page, or microdata, names an item of the kind here. */
export const KNOWN = 64;
/** A way to take it out again: it stands in a cart, a wish list, an order. */
export const REMOVE = 128;
export const MOMENT = 256;
export const LONG = 512;
export const PAGE_HEADING = 1024;
export const FOLDED = 2048;

/** One element of the page, and what is in it. */
export interface Part {
  /** Place in {@link Scan.parts}. */
  readonly at: number;
  readonly element: Element;
  readonly tag: string;
  readonly names: readonly string[];
  readonly parent: Part | null;
  children: Part[];
  /** Its own and, once settled, those of all it holds. */
  signals: number;
  /** Where its first link leads that leads anywhere. */
  path: string | undefined;
  /** Its first words in a link or a heading. */
  title: string;
  /** How many links are in it. */
  links: number;
  /** Inherited. */
  readonly region: Region;
  /** The heading that it is in or is. */
  readonly heading: Heading | null;
  readonly isInTitle: boolean;
  readonly isInPrice: boolean;
  /** Two or more cards are in it: it is no card itself. */
  holdsCards: boolean;
}

export interface Heading {
  /** Of {@link Scan.parts}. */
  readonly at: number;
  readonly level: number;
  text: string;
}

export interface Scan {
  /** In document order: an element comes before all it holds. */
  readonly parts: readonly Part[];
  readonly headings: readonly Heading[];
}

/** A page may be of any size; what comes after is left as it is. */
const MAX_PARTS = 8_000;
const MAX_NODES = 24_000;
const MAX_SHADOW_DEPTH = 6;
const MAX_TEXT_CHARACTERS = 200;
const LONG_CHARACTERS = 60;
/** "From", "Price with tax"; more around it is a sentence about a price. */
const MAX_WORDS_WITH_PRICE = 20;

/** Most parts hold no others. */
const NONE: Part[] = [];
const CLOSED =
  /^(?:script|style|template|noscript|head|iframe|object|select|textarea|canvas|math|audio|svg)$/;
/** Most elements have none of them: asked for all at once, that is quickly known. */
const MARKED = `${MARKS}, [style*=image], [itemtype], [itemprop=price]`;
const REMOVES =
  /(?:^|[-_\s/=])(?:remove|delete|entfernen|löschen|supprimer|retirer|eliminar|rimuovi|verwijder\w*|usuń)(?:$|[-_\s/&?])/i;
const WORDS = /\p{L}[^\p{L}]?\p{L}/u;

/**
 * Walks through the page once, open shadow trees included, and notes what each element is and holds.
 *
 * @param structured Items that the page's JSON-LD names; the one that the page itself is of, left out.
 */
export function scanPage(
  root: Document | ShadowRoot | Element,
  kind: Kind,
  structured: ReadonlyMap<string, StructuredItem>,
): Scan {
  const parts: Part[] = [];
  const headings: Heading[] = [];
  const isOfKind = (key: string): boolean => {
    const item = structured.get(key);
    return item !== undefined && (item.kind === kind || item.kind === null);
  };
  const regions = regionReader(root, kind);
  let left = MAX_NODES;

  const enter = (element: Element, parent: Part | null, isMarked: boolean): Part => {
    const tag = tagOf(element);
    const names = regions.namesOf(element);
    const level = /^h[1-6]$/.test(tag)
      ? Number(tag[1])
      : isMarked && attributeOf(element, "role") === "heading"
        ? 2
        : 0;
    const heading = level > 0 ? { at: parts.length, level, text: "" } : (parent?.heading ?? null);
    if (level > 0 && heading !== null) headings.push(heading);
    const part: Part = {
      at: parts.length,
      element,
      tag,
      names,
      parent,
      children: NONE,
      signals: 0,
      path: undefined,
      title: "",
      links: 0,
      region:
        parent?.region === "never"
          ? "never"
          : (regions.regionOf(element, { tag, names, isMarked }) ?? parent?.region ?? null),
      heading,
      isInTitle: level > 0 || parent?.isInTitle === true || tag === "a" || tag === "summary",
      isInPrice: parent?.isInPrice === true || names.some((name) => /(?:^|-)prices?(?:-|$)/.test(name)),
      holdsCards: false,
    };
    if (level > 0) part.signals |= level === 1 ? PAGE_HEADING : HEADING;
    if (tag === "a") {
      const href = attributeOf(element, "href");
      part.path = href === null ? undefined : pathOf(href);
      if (part.path !== undefined) {
        part.signals |= LINK;
        part.links = 1;
        if (structured.size > 0 && isOfKind(part.path)) part.signals |= KNOWN;
      }
    } else if (tag === "img" || tag === "picture" || tag === "video" || tag === "svg") {
      if (tag !== "svg") part.signals |= IMAGE;
    } else if (tag === "time") part.signals |= MOMENT;
    else if (tag === "details") part.signals |= FOLDED;
    if (isMarked) {
      if (/background-image|--image/.test(attributeOf(element, "style") ?? "")) part.signals |= IMAGE;
      const type = attributeOf(element, "itemtype");
      if (type !== null && kindOfType(type.trim()) === kind) part.signals |= KNOWN;
      if (attributeOf(element, "itemprop") === "price") part.signals |= PRICE;
    }
    if (tag === "a" || tag === "button") {
      const told = `${names.join(" ")} ${attributeOf(element, "aria-label") ?? ""} ${attributeOf(element, "title") ?? ""} ${attributeOf(element, "href") ?? ""}`;
      if (REMOVES.test(told.slice(0, 300))) part.signals |= REMOVE;
    }
    parts.push(part);
    if (parent !== null) {
      if (parent.children === NONE) parent.children = [part];
      else parent.children.push(part);
    }
    return part;
  };

  const read = (given: string, at: Part): void => {
    if (!/\S/.test(given.slice(0, MAX_TEXT_CHARACTERS))) return;
    const text = given.slice(0, MAX_TEXT_CHARACTERS).trim();
    if (at.heading !== null) at.heading.text += ` ${text}`;
    const rest = withoutPrice(text)?.trim();
    if ((rest !== undefined && rest.length <= MAX_WORDS_WITH_PRICE) || (at.isInPrice && /\d/.test(text))) {
      at.signals |= PRICE;
      return;
    }
    if (!WORDS.test(text)) {
      if (/^\d+:\d\d/.test(text)) at.signals |= MOMENT;
      return;
    }
    at.signals |= TEXT;
    if (text.length >= LONG_CHARACTERS) at.signals |= LONG;
    if (at.isInTitle) {
      at.signals |= TITLE;
      at.title ||= text;
      if (structured.size > 0 && isOfKind(nameKey(text))) at.signals |= KNOWN;
    } else if (REMOVES.test(` ${text} `) && text.length < 20 && at.tag === "button") at.signals |= REMOVE;
  };

  const walk = (from: Document | ShadowRoot | Element, top: Part | null, shadowDepth: number): void => {
    const marked = new Set<Node>(allOf(from, MARKED));
    const walker = walkerOf(from, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    let at = top;
    let next = walker.firstChild();
    for (;;) {
      if (next === null) {
        if (at === top || at === null) return;
        walker.currentNode = at.element;
        next = walker.nextSibling();
        at = at.parent;
        continue;
      }
      if (--left < 0) return;
      if (!isElement(next)) {
        if (at !== null) read(next.nodeValue ?? "", at);
        next = walker.nextSibling();
        continue;
      }
      if (parts.length >= MAX_PARTS) return;
      const part = enter(next, at, marked.has(next));
      const shadow = shadowRootOf(next);
      if (shadow !== null && shadowDepth < MAX_SHADOW_DEPTH) walk(shadow, part, shadowDepth + 1);
      if (CLOSED.test(part.tag)) next = walker.nextSibling();
      else {
        at = part;
        next = walker.firstChild();
      }
    }
  };
  walk(root, isElement(root) ? enter(root, null, true) : null, 0);
  return { parts, headings };
}
