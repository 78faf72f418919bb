import { afterEach, expect, test } from "vitest";
import type { ListSession } from "./list-session.ts";
import { pageLists, type PageLists } from "./page-lists.ts";

afterEach(() => document.body.replaceChildren());

/** A session that notes what is asked of it. */
function setUp(): { lists: PageLists; log: string[]; changed: Set<string> } {
  const log: string[] = [];
  const changed = new Set<string>();
  const lists = pageLists({
    find: () =>
      [...document.querySelectorAll<HTMLElement>("ul")].map((list) => ({
        list,
        itemSelector: "li",
        listId: list.id,
      })),
    make: ({ list, listId }) => {
      log.push(`make ${listId}`);
      return {
        list,
        listId,
        ranking: null,
        rank: async () => void log.push(`rank ${listId}`),
        asIfNew: () => null,
        hasChanged: () => changed.has(listId),
        restoreShopOrder: () => void log.push(`restore ${listId}`),
        learnOf: () => false,
        candidateOf: () => null,
        cardAt: () => null,
        noteShown: () => undefined,
        stop: () => void log.push(`stop ${listId}`),
      } satisfies ListSession;
    },
  });
  return { lists, log, changed };
}

test("begins with the lists that are there, and with one that comes later", async () => {
  document.body.innerHTML = `<ul id="a"></ul>`;
  const { lists, log } = setUp();
  await lists.refresh();
  document.body.insertAdjacentHTML("afterbegin", `<ul id="b"></ul>`);
  await lists.refresh();
  expect(log).toEqual(["make a", "rank a", "make b", "rank b"]);
  expect(lists.sessions.map(({ listId }) => listId)).toEqual(["b", "a"]); // in document order
});

test("ends with a list that went, and leaves one alone that did not change", async () => {
  document.body.innerHTML = `<ul id="a"></ul><ul id="b"></ul>`;
  const { lists, log, changed } = setUp();
  await lists.refresh();
  log.length = 0;
  document.querySelector("#a")!.remove();
  await lists.refresh();
  expect(log).toEqual(["stop a"]);
  changed.add("b");
  await lists.refresh();
  expect(log).toEqual(["stop a", "rank b"]);
});

test("begins with no list inside or around one that it serves already", async () => {
  document.body.innerHTML = `<ul id="a"></ul>`;
  const { lists, log } = setUp();
  await lists.refresh();
  document.querySelector("#a")!.innerHTML = `<li><ul id="inner"></ul></li>`;
  await lists.refresh();
  expect(log).toEqual(["make a", "rank a"]);
});

test("does nothing more once stopped", async () => {
  document.body.innerHTML = `<ul id="a"></ul>`;
  const { lists, log } = setUp();
  await lists.refresh();
  lists.stop();
  log.length = 0;
  document.body.insertAdjacentHTML("beforeend", `<ul id="b"></ul>`);
  await lists.refresh();
  expect(log).toEqual([]);
});
