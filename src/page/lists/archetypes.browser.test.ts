import { describe, expect, test } from "vitest";
import expected from "../../../e2e/archetypes/expected.json";
import { findLists } from "./find-lists.ts";
import type { FoundList } from "./found-list.ts";
import { readCandidates } from "./read-candidates.ts";
import { visitorSort } from "./visitor-sort.ts";

/** What a person would say of a page: which lists there are, which elements are their cards, and what the first two are. */
interface ExpectedList {
  /** `host >>> selector` goes into an open shadow root. */
  readonly list: string;
  readonly cards: string;
  readonly count: number;
  /** A leading `*` stands for the folder of the page. */
  readonly ids: readonly string[];
  readonly titles: readonly string[];
  readonly price: number | null;
  readonly listId?: string;
}

const pages = import.meta.glob<string>("../../../e2e/archetypes/*.html", {
  query: "?raw",
  import: "default",
  eager: true,
});
const named = new Map(Object.entries(pages).map(([path, html]) => [/([^/]+)\.html$/.exec(path)![1], html]));

/** Declarative shadow roots are only made by a parser that is told to: these pages are ours. */
function open(html: string): Document {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const template of parsed.querySelectorAll<HTMLTemplateElement>("template[shadowrootmode]")) {
    template.parentElement!.attachShadow({ mode: "open" }).append(template.content);
    template.remove();
  }
  return parsed;
}

function all(page: Document, selector: string): Element[] {
  const [host, inner] = selector.split(" >>> ");
  const root = inner === undefined ? page : page.querySelector(host)!.shadowRoot!;
  return [...root.querySelectorAll(inner ?? host)];
}

function isRight(page: Document, found: readonly FoundList[], wanted: ExpectedList): boolean {
  const cards = all(page, wanted.cards);
  const [list] = all(page, wanted.list);
  const match = found.find((given) => given.list === list);
  if (match === undefined) return false;
  const given = [...match.list.querySelectorAll(match.itemSelector)];
  return given.length === cards.length && given.every((card, at) => card === cards[at]);
}

let right = 0;
let wanted = 0;

describe("pages that nobody configured", () => {
  test("have an answer each", () => {
    expect([...named.keys()].toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  test.each(Object.entries(expected as Record<string, { readonly lists: readonly ExpectedList[] }>))(
    "%s: exactly the lists that a person would name",
    (name, { lists }) => {
      const page = open(named.get(name)!);
      const found = findLists(page, "shop");
      const hits = lists.filter((list) => isRight(page, found, list));
      wanted += lists.length;
      right += hits.length;
      expect(found.map(({ list, itemSelector }) => [list.outerHTML.slice(0, 80), itemSelector])).toHaveLength(
        lists.length,
      );
      expect(hits.map(({ list }) => list)).toEqual(lists.map(({ list }) => list));
      for (const [at, list] of lists.entries()) {
        const problems: unknown[] = [];
        const cards = readCandidates(found[at].list, found[at].itemSelector, (error) => problems.push(error));
        expect(problems).toEqual([]);
        expect(all(page, list.cards)).toHaveLength(list.count);
        expect(cards.map(({ element }) => element)).toEqual(all(page, list.cards));
        const [first, second] = cards.map(({ candidate }) => candidate);
        const folder = new URL(".", document.baseURI).pathname.replace(/\/$/, "");
        expect([first.id, second.id]).toEqual(list.ids.map((id) => id.replace(/^\*/, folder)));
        expect([first.title, second.title]).toEqual(list.titles);
        expect(first.price ?? null).toBe(list.price);
        if (list.listId !== undefined) expect(found[at].listId).toBe(list.listId);
      }
      expect(new Set(found.map(({ listId }) => listId)).size).toBe(found.length);
      expect(visitorSort(page, "https://shop.example/")).toBe(null);
    },
  );

  test("are found again, with the same names, after their cards have been moved", () => {
    for (const html of named.values()) {
      const page = open(html);
      const before = findLists(page, "shop");
      for (const { list, itemSelector } of before) {
        const cards = [...list.querySelectorAll(itemSelector)];
        const place = document.createComment("");
        cards[0].replaceWith(place);
        const last = cards[cards.length - 1];
        last.replaceWith(cards[0]);
        place.replaceWith(last);
      }
      const after = findLists(page, "shop");
      expect(after).toEqual(before);
    }
  });

  test("at least 9 of 10 lists are found", () => {
    console.info(`Lists of ${named.size} page structures: ${right} of ${wanted} found right`);
    expect(right / wanted).toBeGreaterThanOrEqual(0.9);
  });
});
