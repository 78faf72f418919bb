import { RankError } from "../base/errors.ts";
import type { Candidate } from "../ranking/candidate.ts";
import { capText, parsePrice } from "./page-text.ts";
import { type Facts, pathOf, structuredProducts, withoutMissing } from "./structured-data.ts";

/** One card of the list and what it shows. */
export interface Card {
  readonly element: HTMLElement;
  readonly candidate: Candidate;
  /** `data-pinned`: the shop wants it to stay where it is. */
  readonly isPinned: boolean;
}

const MAX_CARDS = 1_000;

/**
 * Reads the cards of a list: `data-*` attributes first, then microdata inside the card, then JSON-LD of the page, then
 * what the card shows (heading, link).
 *
 * @param list         The element that holds the cards.
 * @param itemSelector Which descendants are cards.
 * @param onProblem    Told of what could not be used: two cards with one id, unreadable JSON-LD.
 * @returns The cards in document order. A card without an id or a title, or whose id was taken, is left out, and so
 *   stays where it is.
 */
export function readCandidates(
  list: Element,
  itemSelector: string,
  onProblem: (error: RankError) => void,
): Card[] {
  const elements = outermost(list, itemSelector).slice(0, MAX_CARDS);
  if (elements.length === 0) return [];
  const structured = structuredProducts(list.ownerDocument, onProblem);
  const cards: Card[] = [];
  const ids = new Set<string>();
  for (const element of elements) {
    const path = linkPath(element);
    const id = capText(
      element.dataset["id"] ?? element.dataset["productId"] ?? microdata(element, "sku") ?? path,
    );
    if (id === undefined) continue;
    const facts: Facts = {
      ...visibleFacts(element),
      ...structured.get(path ?? ""),
      ...structured.get(id),
      ...microdataFacts(element),
      ...dataFacts(element),
    };
    if (facts.title === undefined) continue;
    if (ids.has(id)) {
      onProblem(
        new RankError(
          "bad-candidates",
          `Cannot move two cards with one id: "${id}" comes twice in this list; the second one stays where it is`,
        ),
      );
      continue;
    }
    ids.add(id);
    cards.push({ element, candidate: { ...facts, id, title: facts.title }, isPinned: isPinned(element) });
  }
  return cards;
}

/** Matches inside another match are parts of that card, not cards. */
function outermost(list: Element, itemSelector: string): HTMLElement[] {
  try {
    const matches = [...list.querySelectorAll<HTMLElement>(itemSelector)];
    const set = new Set<Element>(matches);
    return matches.filter((element) => {
      for (let above = element.parentElement; above !== null && above !== list; above = above.parentElement) {
        if (set.has(above)) return false;
      }
      return true;
    });
  } catch (cause) {
    throw new RankError(
      "bad-candidates",
      `Cannot find cards because item="${itemSelector}" is not a CSS selector`,
      {
        cause,
      },
    );
  }
}

function isPinned({ dataset }: HTMLElement): boolean {
  return dataset["pinned"] !== undefined && dataset["pinned"] !== "false";
}

function dataFacts({ dataset }: HTMLElement): Facts {
  const attributes = dataset["attributes"]
    ?.split(/[,;|]/)
    .map((value) => capText(value))
    .filter((value) => value !== undefined);
  return withoutMissing({
    title: capText(dataset["title"]),
    description: capText(dataset["description"]),
    brand: capText(dataset["brand"]),
    category: capText(dataset["category"]),
    price: parsePrice(dataset["price"]),
    attributes: attributes?.length ? attributes : undefined,
  });
}

function microdataFacts(card: Element): Facts {
  return withoutMissing({
    title: microdata(card, "name"),
    description: microdata(card, "description"),
    brand: microdata(card, "brand"),
    category: microdata(card, "category"),
    price: parsePrice(microdata(card, "price")),
    attributes: undefined,
  });
}

/** @see https://html.spec.whatwg.org/multipage/microdata.html#values */
function microdata(card: Element, property: string): string | undefined {
  const element = card.querySelector(`[itemprop~="${property}"]`);
  if (element === null) return undefined;
  // A brand is often an item of its own, with the name inside.
  const name = property === "brand" ? element.querySelector('[itemprop~="name"]') : null;
  const holder = name ?? element;
  return capText(holder.getAttribute("content") ?? holder.getAttribute("value") ?? holder.textContent);
}

function visibleFacts(card: Element): Facts {
  const heading =
    card.querySelector("h1, h2, h3, h4, h5, h6, [role=heading]") ?? card.querySelector("a[href]");
  return withoutMissing({
    title: capText(heading?.textContent) ?? capText(card.querySelector("img[alt]")?.getAttribute("alt")),
    price: parsePrice(card.querySelector("[class*=price]")?.textContent ?? undefined),
    description: undefined,
    brand: undefined,
    category: undefined,
    attributes: undefined,
  });
}

function linkPath(card: Element): string | undefined {
  const link = card.matches("a[href]") ? card : card.querySelector("a[href]");
  return pathOf(link?.getAttribute("href"));
}
