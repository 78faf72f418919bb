import { RankError } from "../../base/errors.ts";
import type { Candidate } from "../../ranking/candidate.ts";
import { atOnce } from "../slices.ts";
import { firstIn, type Scopes, scopesOf } from "./card-scopes.ts";
import { cardId } from "./card-id.ts";
import { dataFacts } from "./data-facts.ts";
import { microdataFacts } from "./microdata-facts.ts";
import { allOf, attributeOf, closestTo, documentOf, parentOf } from "./own-dom.ts";
import { nameKey, type StructuredItem, structuredItems } from "./structured-data.ts";
import type { Facts } from "./structured-facts.ts";
import { taggedItem } from "./tagged-item.ts";
import { linkPath, visibleFacts } from "./visible-facts.ts";

/** One card of the list and what it shows. */
export interface Card {
  readonly element: HTMLElement;
  readonly candidate: Candidate;
  /** `data-pinned`, or a place that was paid for: it must stay where it is. */
  readonly isPinned: boolean;
}

const MAX_CARDS = 600;
const IGNORED = "data-personal-rank-ignore";
const PAID = "[rel~=sponsored], [data-sponsored]:not([data-sponsored=false]), [class*=sponsored i]";

/**
 * Reads the cards of a list: `data-*` attributes first, then microdata inside the card, then the items that tag managers are told
 * of on it, then JSON-LD of the page, then what the card shows (heading, link, price). Open shadow trees of a card are read too.
 *
 * @param list         The element that holds the cards.
 * @param itemSelector Which descendants are cards.
 * @param onProblem    Told of what could not be used: two cards with one id, unreadable JSON-LD.
 * @returns The cards in document order. A card without an id or a title, whose id was taken, or with
 *   `data-personal-rank-ignore` is left out, and so stays where it is.
 * @throws {RankError} `bad-candidates` if `itemSelector` is not a selector.
 */
export function readCandidates(...asked: Parameters<typeof readingCandidates>): Card[] {
  return atOnce(readingCandidates(...asked));
}

/** {@link readCandidates}, a card a step (about half a millisecond): a page with many of them is read between other work. */
export function* readingCandidates(
  list: Element,
  itemSelector: string,
  onProblem: (error: RankError) => void,
): Generator<undefined, Card[]> {
  if (closestTo(list, `[${IGNORED}]`) !== null) return [];
  const elements = outermost(list, itemSelector).slice(0, MAX_CARDS);
  if (elements.length === 0) return [];
  const structured = structuredItems(documentOf(list), onProblem);
  const cards: Card[] = [];
  const ids = new Set<string>();
  for (const element of elements) {
    if (attributeOf(element, IGNORED) !== null) continue;
    yield;
    const card = readCard(element, structured, onProblem);
    if (card === null) continue;
    const { id } = card.candidate;
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
    cards.push(card);
  }
  return cards;
}

function readCard(
  element: HTMLElement,
  structured: ReadonlyMap<string, StructuredItem>,
  onProblem: (error: RankError) => void,
): Card | null {
  const scopes = scopesOf(element);
  const path = linkPath(scopes);
  const visible = visibleFacts(scopes);
  const tagged = taggedItem(element);
  const own = dataFacts(element, onProblem);
  const inside = microdataFacts(scopes);
  const shown = own.title ?? inside.facts.title ?? visible.title;
  const named = shown === undefined ? undefined : structured.get(nameKey(shown));
  const id = cardId(scopes, { path, microdata: inside.id, tagged: tagged?.id, title: named && shown });
  if (id === undefined) return null;
  const told = structured.get(id) ?? structured.get(inside.id ?? "") ?? structured.get(path ?? "") ?? named;
  const parts: readonly Facts[] = [visible, told?.facts() ?? {}, tagged?.facts ?? {}, inside.facts, own];
  const facts = Object.assign({}, ...parts.map(({ facts }) => facts ?? {})) as NonNullable<Facts["facts"]>; // of such records
  const candidate: Facts = Object.assign({}, ...parts, Object.keys(facts).length > 0 ? { facts } : {});
  if (candidate.title === undefined) return null;
  return {
    element,
    candidate: { ...candidate, id, title: candidate.title },
    isPinned: isPinned(element, scopes),
  };
}

/** Matches inside another match are parts of that card, not cards. */
function outermost(list: Element, itemSelector: string): HTMLElement[] {
  try {
    const matches = [...allOf(list, itemSelector)] as HTMLElement[]; // what a page shows as cards is HTML
    const set = new Set<Element>(matches);
    return matches.filter((element) => {
      for (let above = parentOf(element); above !== null && above !== list; above = parentOf(above)) {
        if (set.has(above)) return false;
      }
      return true;
    });
  } catch (cause) {
    throw new RankError(
      "bad-candidates",
      `Cannot find cards because item="${itemSelector}" is not a CSS selector`,
      { cause },
    );
  }
}

function isPinned(card: Element, scopes: Scopes): boolean {
  const pinned = attributeOf(card, "data-pinned");
  return (pinned !== null && pinned !== "false") || firstIn(scopes, PAID) !== null;
}
