import { attributeOf, documentOf, firstOf, textOf } from "./own-dom.ts";
import type { Part, Scan } from "./scan-page.ts";

const NAMED = [
  "data-personal-rank-list",
  "data-item-list-id",
  "data-list-id",
  "data-item-list-name",
  "data-list-name",
  "data-list",
];
/** Made anew with each page or build. */
const MADE_UP = /\d{4,}|[\da-f]{8,}|:|^(?:react|radix|headlessui|ember|comp-|yui|ext-gen)/i;
const MAX_LEVELS = 4;
const MAX_CHARACTERS = 40;

/**
 * What a list is called: by its author, by its id, by its label or heading, or by the names of its element. The page's main heading
 * does not count, since it says what is listed and not which list it is.
 *
 * @param cards Of all lists of the page: the heading of a card is no name of a list.
 */
export function listIdOf(list: Part, { parts, headings }: Scan, cards: ReadonlySet<Part>): string {
  const above: Part[] = [];
  for (let part: Part | null = list; part !== null && above.length < MAX_LEVELS; part = part.parent)
    above.push(part);
  for (const name of NAMED) {
    for (const { element } of above) {
      const given = slug(attributeOf(element, name));
      if (given !== "") return given;
    }
  }
  const own = attributeOf(list.element, "id") ?? "";
  if (own !== "" && !MADE_UP.test(own)) return own.slice(0, MAX_CHARACTERS);
  for (const { element } of above.slice(0, 3)) {
    const label = slug(
      attributeOf(element, "aria-label") ?? textOfId(element, attributeOf(element, "aria-labelledby")),
    );
    if (label !== "") return label;
  }
  for (const part of above.slice(1)) {
    const heading = headings.findLast(({ at }) => at > part.at && at < list.at);
    if (heading === undefined) continue;
    const name = heading.level > 1 && !isIn(cards, parts[heading.at]) ? slug(heading.text) : "";
    if (name !== "") return name;
    break;
  }
  const named = above
    .flatMap(({ names }) => names)
    .find((name) => !MADE_UP.test(name) && /product|result|collection|list|items|shelf|grid/.test(name));
  return named === undefined ? "list" : slug(named);
}

function isIn(cards: ReadonlySet<Part>, part: Part): boolean {
  for (let at: Part | null = part; at !== null; at = at.parent) if (cards.has(at)) return true;
  return false;
}

function textOfId(element: Element, id: string | null): string | null {
  if (id === null || id === "") return null;
  const label = firstOf(documentOf(element), `#${CSS.escape(id.trim().split(/\s/, 1)[0])}`);
  return label === null ? null : textOf(label);
}

/** In lower case, with `-` between words and without numbers, which are often counts. */
function slug(text: string | null | undefined): string {
  return (text ?? "")
    .slice(0, MAX_CHARACTERS * 4)
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, "-")
    .replace(/^-|-$/g, "")
    .slice(0, MAX_CHARACTERS);
}
