import type { Kind } from "../kinds.ts";
import { cardGroups } from "./card-groups.ts";
import type { FoundList } from "./found-list.ts";
import { pathOf } from "./item-path.ts";
import { itemSelector } from "./item-selector.ts";
import { listIdOf } from "./list-id.ts";
import { attributeOf, documentOf, firstOf, isElement } from "./own-dom.ts";
import { scanPage } from "./scan-page.ts";
import { structuredItems } from "./structured-data.ts";

const MAX_LISTS = 12;

/** @see findLists, which adds that nothing is thrown. */
export function listsOfPage(root: Document | ShadowRoot | Element, kind: Kind): FoundList[] {
  const page = documentOf(root);
  const ownPath = pathOf(canonicalOf(page) ?? page.URL);
  // Broken blocks are told of when the cards are read.
  const structured = new Map(structuredItems(page, () => undefined));
  if (ownPath !== undefined) structured.delete(ownPath);
  const scan = scanPage(root, kind, structured);
  const lists: FoundList[] = [];
  const ids = new Map<string, number>();
  const groups = cardGroups(scan.parts, kind, ownPath);
  const cards = new Set(groups.flatMap((group) => group.cards));
  for (const group of groups) {
    const { element } = group.list;
    const selector = itemSelector(group);
    if (selector === null || !(isElement(element) && "dataset" in element)) continue;
    if (lists.some(({ list }) => Node.prototype.contains.call(list, element))) continue;
    const id = listIdOf(group.list, scan, cards);
    const times = (ids.get(id) ?? 0) + 1;
    ids.set(id, times);
    lists.push({
      list: element as HTMLElement,
      itemSelector: selector,
      listId: times === 1 ? id : `${id}-${times}`,
    });
    if (lists.length === MAX_LISTS) break;
  }
  return lists;
}

/** Where the page says that it is, to search engines or to those who share it. */
function canonicalOf(page: Document): string | null {
  const link = firstOf(page, "link[rel=canonical][href]");
  if (link !== null) return attributeOf(link, "href");
  const shared = firstOf(page, 'meta[property="og:url"][content]');
  return shared === null ? null : attributeOf(shared, "content");
}
