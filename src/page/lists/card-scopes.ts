import {
  allOf,
  attributeOf,
  doesMatch,
  firstOf,
  isElement,
  shadowRootOf,
  tagOf,
  walkerOf,
} from "./own-dom.ts";

/** A card and the open shadow trees in it: what a visitor sees of it may stand in any of them. */
export type Scopes = readonly [card: Element, ...inside: (Element | ShadowRoot)[]];

const MAX_SCOPES = 8;
const MAX_ELEMENTS = 500;
const MAX_MATCHES = 50;
const MAX_TEXTS = 120;

export function scopesOf(card: Element): Scopes {
  const scopes: [Element, ...(Element | ShadowRoot)[]] = [card];
  const own = shadowRootOf(card);
  if (own !== null) scopes.push(own);
  for (let at = 0; at < scopes.length && scopes.length < MAX_SCOPES; at++) {
    const walker = walkerOf(scopes[at], NodeFilter.SHOW_ELEMENT);
    for (let left = MAX_ELEMENTS; left > 0 && walker.nextNode() !== null; left--) {
      const inside = shadowRootOf(walker.currentNode as Element); // only elements are shown
      if (inside !== null) scopes.push(inside);
    }
  }
  return scopes;
}

/** The first element that matches, the card itself included. */
export function firstIn(scopes: Scopes, selector: string): Element | null {
  const [card] = scopes;
  if (doesMatch(card, selector)) return card;
  for (const scope of scopes) {
    const found = firstOf(scope, selector);
    if (found !== null) return found;
  }
  return null;
}

/** At most 50 of each tree, in document order. */
export function allIn(scopes: Scopes, selector: string): Element[] {
  return scopes.flatMap((scope) => {
    const found = allOf(scope, selector);
    return Array.from({ length: Math.min(found.length, MAX_MATCHES) }, (_, at) => found[at]);
  });
}

/** An attribute of the first element that has it, unless it is empty. */
export function attributeIn(scopes: Scopes, name: string): string | undefined {
  const holder = firstIn(scopes, `[${name}]:not([${name}=""])`);
  return holder === null ? undefined : (attributeOf(holder, name) ?? undefined);
}

/** A piece of text of a card. */
export interface TextRun {
  readonly text: string;
  readonly parent: Element;
}

/** Text that is not blank, in document order; that of scripts and styles left out. */
export function textRuns(scopes: Scopes): TextRun[] {
  const runs: TextRun[] = [];
  for (const scope of scopes) {
    const walker = walkerOf(scope, NodeFilter.SHOW_TEXT);
    for (let left = MAX_ELEMENTS; left > 0 && runs.length < MAX_TEXTS; left--) {
      const node = walker.nextNode();
      if (node === null) break;
      const parent = node.parentElement ?? (isElement(scope) ? scope : scope.host);
      const text = (node.nodeValue ?? "").slice(0, 1_000).trim();
      if (text !== "" && !/^(?:script|style|template|noscript)$/.test(tagOf(parent)))
        runs.push({ text, parent });
    }
  }
  return runs;
}
