import { afterEach, describe, expect, test } from "vitest";
import {
  apply,
  clearPage,
  four,
  grid,
  onScreen,
  page,
  seen,
  show,
  textOf,
  texts,
} from "./shown-page.test-helper.ts";

afterEach(clearPage);

describe('apply="move" and "auto"', () => {
  test("moves the cards of a page that no framework looks after", () => {
    const list = page(grid(four()));
    const applier = apply(list, "auto");
    show(applier, "dacb");
    expect([texts(), seen()]).toEqual(["dacb", "dacb"]);
    expect(list.shadowRoot).toBeNull();
    expect(onScreen(applier).map(textOf).join("")).toBe("dacb");
  });

  for (const key of ["__reactFiber$x1", "__vue_app__", "__vnode", "_$litPart$", "__k", "__ngContext__"]) {
    test(`leaves the document alone if the list has ${key}`, () => {
      const list = page(grid(four()));
      Object.assign(list, { [key]: {} });
      const problems: string[] = [];
      show(apply(list, "auto", problems), "dacb");
      expect([texts(), seen()]).toEqual(["abcd", "dacb"]);
      expect(problems).toEqual([]);
    });
  }

  test("moves a framework's cards where nothing else is possible", () => {
    const list = page(`<ul id="list">${four("li")}</ul>`);
    Object.assign(list, { __reactFiber$x1: {} });
    expect(show(apply(list, "auto"), "dacb")).toBe(true);
    expect(texts()).toBe("dacb");
  });

  test("touches nothing, and says so once, where a framework has marks between cards and nothing else is possible", () => {
    const list = page(`<ul id="list"><li class="card">a</li><!----><li class="card">b</li></ul>`);
    Object.assign(list.lastElementChild!, { __vnode: {} });
    const markup = list.innerHTML;
    for (const mode of ["auto", "move"] as const) {
      const problems: string[] = [];
      const applier = apply(list, mode, problems);
      Object.assign(list.firstElementChild!, { __vnode: {} });
      expect([show(applier, "ba"), show(applier, "ba")]).toEqual([false, false]);
      expect(list.innerHTML).toBe(markup);
      expect(onScreen(applier).map(textOf).join("")).toBe("ab");
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain('use apply="event"');
    }
  });

  test("moves cards in several rows, whose places no slot could share", () => {
    const list = page(
      `<div id="list"><div><p class="card">a</p><p class="card">b</p></div><div><p class="card">c</p></div></div>`,
    );
    const problems: string[] = [];
    show(apply(list, "slot", problems), "cab");
    expect(texts()).toBe("cab");
    expect(problems[0]).toContain("side by side");
  });

  test("leaves the document alone once a framework has come that nobody could foresee", () => {
    const list = page(grid(four()));
    const problems: string[] = [];
    const applier = apply(list, "auto", problems);
    show(applier, "dacb");
    for (const card of [...list.children].slice(1)) card.before(document.createComment(""));
    Object.assign(list, { __reactFiber$x1: {} });
    const before = [...list.childNodes];
    show(applier, "bcda");
    expect([texts(), seen()]).toEqual(["dacb", "bcda"]);
    expect([...list.childNodes]).toEqual(before);
    expect(problems).toEqual([]);
  });

  test("never turns to CSS order by itself where Tab would not follow it", () => {
    const supports = CSS.supports.bind(CSS);
    CSS.supports = (...[first, second]: string[]) =>
      first !== "reading-flow" && (second === undefined ? supports(first) : supports(first, second));
    try {
      for (const [mode, isShown] of [
        ["auto", false],
        ["move", false],
        ["slot", false],
        ["order", true], // asked for
      ] as const) {
        const list = page(grid(`<li class="card">a</li><!----><li class="card">b</li>`, "ul"));
        Object.assign(list, { __vnode: {} });
        const problems: string[] = [];
        expect(show(apply(list, mode, problems), "ba"), mode).toBe(isShown);
        expect(seen()).toBe(isShown ? "ba" : "ab");
        expect(problems).toHaveLength(isShown ? 0 : 1);
      }
    } finally {
      CSS.supports = supports;
    }
  });

  test("has nothing to do for no cards, and for the order that is there", () => {
    const list = page(grid(four()));
    for (const mode of ["auto", "move", "slot", "order", "event"] as const) {
      const applier = apply(list, mode);
      expect(applier.show([], [])).toBe(true);
      expect(show(applier, "abcd")).toBe(true);
      expect(applier.onScreen([])).toEqual([]);
      expect([list.shadowRoot, list.style.length, texts()]).toEqual([null, 2, "abcd"]);
    }
  });
});

test('apply="event" changes nothing: the page does', () => {
  const list = page(grid(four()));
  const applier = apply(list, "event");
  expect(show(applier, "dcba")).toBe(true);
  expect([texts(), seen()]).toEqual(["abcd", "abcd"]);
  list.append(list.firstElementChild!);
  expect(onScreen(applier).map(textOf).join("")).toBe("bcda");
});
