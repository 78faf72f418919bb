import { RankError } from "../base/errors.ts";
import type { Candidate } from "../ranking/candidate.ts";
import { findLists } from "./lists/find-lists.ts";
import type { FoundList } from "./lists/found-list.ts";
import { readCandidates } from "./lists/read-candidates.ts";
import type { Report } from "./report.ts";
import type { Settings } from "./settings.ts";

/** Which lists a tag is for. */
export interface PageTargets {
  /** Those on the page now, in document order. */
  find(): readonly FoundList[];
  /** The candidates of the first list of another page of the shop. */
  readNext(next: Document): Candidate[];
}

const CHILDREN = ":scope > *";

/**
 * Which lists a tag is for: those that it names, what its element is around, or else all that are found.
 *
 * @param host The element around its lists; null for a script tag.
 */
export function pageTargets(settings: Settings, host: HTMLElement | null, report: Report): PageTargets {
  const { listSelector, itemSelector, kind } = settings;
  const listId = settings.listId ?? "list";

  const named = (root: ParentNode, selector: string): FoundList[] => {
    let matches: HTMLElement[] = [];
    try {
      matches = [...root.querySelectorAll<HTMLElement>(selector)];
    } catch {
      // Not a selector: told as a list that is not there, with the selector in the message.
    }
    return matches.map((list, at) => ({
      list,
      itemSelector: itemSelector ?? CHILDREN,
      listId: list.dataset["personalRankList"] ?? (at === 0 ? listId : `${listId}-${at + 1}`),
    }));
  };
  const found = (root: Document | HTMLElement): FoundList[] =>
    findLists(root, kind).map((list, at) =>
      at === 0 && settings.listId !== null ? { ...list, listId: settings.listId } : list,
    );
  /** Cards, unless `item` says otherwise: what carries an id, or else what is found, or the items of the first list. */
  const around = (element: HTMLElement): FoundList[] => {
    const one = (list: HTMLElement, selector: string): FoundList[] => [
      { list, itemSelector: selector, listId },
    ];
    if (itemSelector !== null) return one(element, itemSelector);
    if (element.querySelector("[data-id]") !== null) return one(element, "[data-id]");
    const lists = found(element);
    return lists.length > 0 ? lists : one(element.querySelector<HTMLElement>("ul, ol") ?? element, CHILDREN);
  };

  return {
    find: () => {
      if (host !== null) return around(host);
      if (listSelector === "none") return [];
      if (listSelector === null) return found(document);
      const lists = named(document, listSelector);
      if (lists.length === 0) {
        report(
          new RankError(
            "list-not-found",
            `Cannot find the list to rank: no element matches data-list="${listSelector}"; it is looked for again when the page changes`,
          ),
          "degraded",
        );
      }
      return lists;
    },
    readNext: (next) => {
      const [list] =
        host !== null
          ? [...next.querySelectorAll<HTMLElement>(host.localName)].slice(0, 1).flatMap(around)
          : listSelector === null
            ? found(next)
            : named(next, listSelector);
      if (list === undefined) return [];
      return readCandidates(list.list, list.itemSelector, () => undefined).map(({ candidate }) => candidate);
    },
  };
}
