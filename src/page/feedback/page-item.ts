import type { Kind } from "../kinds.ts";
import { pathOf } from "../lists/item-path.ts";
import { kindOfType } from "../lists/structured-data.ts";

/** A card of a list on this page. */
export interface FoundCard {
  readonly id: string;
  readonly element: Element;
}

/** The card that an element is in; null outside every list. */
export type CardOf = (element: Element) => FoundCard | null;

const MAX_SCRIPT_CHARACTERS = 500_000;
const MAX_DEPTH = 6;
const MAX_IDS = 8;

/**
 * What the item is called that an element belongs to: the ids of the nearest `data-personal-rank-item`, else that of its card,
 * else all names of the item that the page itself is of. Whoever listens knows which of these names a list has shown; the
 * others lead to nothing.
 *
 * @param kind Of the page: it says what its own item may be.
 */
export function itemIdsOf(element: Element, cardOf: CardOf, kind: Kind): readonly string[] {
  for (let at: Element | null = element; at !== null; at = hostOf(at)) {
    const marked = at.closest<HTMLElement>("[data-personal-rank-item]");
    if (marked !== null) {
      const ids = (marked.dataset["personalRankItem"] ?? "").split(",").map((id) => id.trim());
      return ids.filter((id) => id !== "");
    }
    const card = cardOf(at);
    if (card !== null) return [card.id];
  }
  return pageItemIds(kind);
}

/** Where the shadow tree hangs that an element is in. */
function hostOf(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

function pageItemIds(kind: Kind): readonly string[] {
  const entity = pageEntity(kind);
  const named = ["sku", "productID", "@id", "identifier"].map((key) => entity?.[key]);
  const canonical = document.querySelector<HTMLLinkElement>('link[rel="canonical"]')?.href;
  const paths = [entity === null ? null : urlOf(entity), canonical, location.href].map(pathOf);
  const ids = [...named, ...paths].filter((id): id is string => typeof id === "string" && id !== "");
  return [...new Set(ids)].slice(0, MAX_IDS);
}

/**
 * What the page's JSON-LD describes outside of lists, if it has the page's address, or none and is the only one of its kind. A page
 * that navigates by itself often leaves the last one's behind.
 *
 * @see https://schema.org/mainEntity
 */
export function pageEntity(kind: Kind): Readonly<Record<string, unknown>> | null {
  const found: Record<string, unknown>[] = [];
  for (const { textContent } of document.querySelectorAll('script[type="application/ld+json"]')) {
    if (textContent === null || textContent.length > MAX_SCRIPT_CHARACTERS) continue;
    try {
      collect(JSON.parse(textContent), kind, found, 0);
    } catch {
      // Told of by whoever reads the list; here the page's address is enough.
    }
  }
  const canonical = document.querySelector<HTMLLinkElement>('link[rel="canonical"]')?.href;
  const own = new Set([canonical, location.href].map(pathOf));
  const named = found.find((entity) => own.has(pathOf(urlOf(entity)) ?? ""));
  return named ?? (found.length === 1 && pathOf(urlOf(found[0])) === undefined ? found[0] : null);
}

function collect(node: unknown, kind: Kind, found: Record<string, unknown>[], depth: number): void {
  if (typeof node !== "object" || node === null || depth > MAX_DEPTH) return;
  if (Array.isArray(node)) {
    for (const child of node) collect(child, kind, found, depth + 1);
    return;
  }
  const fields = node as Record<string, unknown>;
  if ([fields["@type"]].flat().some((type) => typeof type === "string" && kindOfType(type) === kind))
    found.push(fields);
  else for (const key of ["@graph", "mainEntity"]) collect(fields[key], kind, found, depth + 1);
}

/** @see https://schema.org/mainEntityOfPage, which news sites give rather than `url` */
function urlOf(entity: Readonly<Record<string, unknown>>): unknown {
  const page = entity["mainEntityOfPage"];
  return entity["url"] ?? (typeof page === "object" && page !== null && "@id" in page ? page["@id"] : page);
}
