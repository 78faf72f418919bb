import type { Kind } from "../kinds.ts";
import type { FoundList } from "./found-list.ts";
import { listsOfPage } from "./lists-of-page.ts";

/**
 * Finds the lists of items on a page that nobody has configured: children of one element (or of equal rows of it) that are alike,
 * each with a link, a name, and what items of the kind show: in a shop a price. Where JSON-LD or microdata name the items, no more
 * than a link and a name is asked of a card.
 *
 * Not taken, whatever it looks like: what is in navigation, headers, footers, dialogs, filters, carts, orders, wish lists,
 * comparisons, and lists of what the visitor has seen last, since the order there is the visitor's own; in a shop reviews, banners,
 * pictures of one product, and tiles of categories, which are no products; fewer than four cards (three that are named by the
 * page's data); cards that a script has placed by absolute positions; what is within `data-personal-rank-ignore`. Cards that
 * are direct children of a shadow root have no element around them that could be the list.
 *
 * Reads no layout. At most 8,000 elements are looked at, a few milliseconds for most pages; the cost is linear in them.
 *
 * @returns In document order, none within another, each with an id of its own; empty if anything at all goes wrong.
 */
export function findLists(root: Document | ShadowRoot | Element, kind: Kind): FoundList[] {
  try {
    return listsOfPage(root, kind);
  } catch {
    return []; // a page that cannot be understood keeps its order
  }
}
