import { afterEach, expect, test } from "vitest";
import { clickedCard } from "./clicked-card.ts";
import type { Card } from "./lists/read-candidates.ts";

afterEach(() => document.body.replaceChildren());

/** What a click on `selector` says that was followed, by its id. */
function follow(
  html: string,
  find: (root: HTMLElement) => Element,
  init: MouseEventInit = {},
): string | null {
  const list = document.createElement("ul");
  list.innerHTML = html;
  document.body.append(list);
  for (const host of list.querySelectorAll("[data-shadow]"))
    host.attachShadow({ mode: "open" }).innerHTML = host.getAttribute("data-shadow")!;
  const cards = [...list.querySelectorAll<HTMLElement>("[data-id]")].map((element): Card => ({
    element,
    candidate: { id: element.dataset["id"]!, title: "t" },
    isPinned: false,
  }));
  let followed: string | null = null;
  list.addEventListener("click", (event) => {
    event.preventDefault();
    followed = clickedCard(event, cards)?.candidate.id ?? null;
  });
  list.addEventListener("auxclick", (event) => {
    followed = clickedCard(event, cards)?.candidate.id ?? null;
  });
  const type = (init.button ?? 0) === 0 ? "click" : "auxclick";
  find(list).dispatchEvent(
    new MouseEvent(type, { bubbles: true, composed: true, cancelable: true, ...init }),
  );
  return followed;
}

const by =
  (selector: string) =>
  (root: HTMLElement): Element =>
    root.querySelector(selector)!;
const LINKED = `<li data-id="a"><a href="/a"><img><h3>A</h3></a><p>text</p><button>+</button></li><li data-id="b"><a href="/b">B</a></li>`;

test("a click inside a card's link follows the card", () => {
  expect(follow(LINKED, by("h3"))).toBe("a");
});

test.each(["p", "button"])("a click on a linked card's %s follows nothing", (selector) => {
  expect(follow(LINKED, by(selector))).toBeNull();
});

test("a click anywhere on a card without links follows it, but for its controls", () => {
  const card = `<li data-id="a"><p>text</p><label>note <input></label></li>`;
  expect(follow(card, by("p"))).toBe("a");
  expect(follow(card, by("label"))).toBeNull();
});

test("a click beside the cards follows nothing", () => {
  expect(follow(`${LINKED}<li class="ad"><a href="/ad">ad</a></li>`, by(".ad a"))).toBeNull();
});

test("the middle button follows, the third does not", () => {
  expect(follow(LINKED, by("h3"), { button: 1 })).toBe("a");
  expect(follow(LINKED, by("h3"), { button: 2 })).toBeNull();
});

test("a link around the card counts as the card's", () => {
  expect(follow(`<a href="/a"><article data-id="a"><h3>A</h3></article></a>`, by("h3"))).toBe("a");
});

test("a click on a link in a card's open shadow root follows the card, one beside the link does not", () => {
  const card = `<div data-id="s" data-shadow="<a href='/s'><b>S</b></a><i>text</i>"></div>`;
  const inside = (selector: string) => (root: HTMLElement) =>
    root.querySelector("[data-id=s]")!.shadowRoot!.querySelector(selector)!;
  expect(follow(card, inside("b"))).toBe("s");
  expect(follow(card, inside("i"))).toBeNull();
});
