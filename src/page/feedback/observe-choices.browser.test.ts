import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readCandidates } from "../lists/read-candidates.ts";
import { observeChoices } from "./observe-choices.ts";

const address = location.href;
let told: string[] = [];
let stop = (): void => undefined;
const { navigation } = window;

beforeEach(() => {
  told = [];
  Object.defineProperty(window, "navigation", { value: navigation, configurable: true });
  document.body.innerHTML = `<ul>
    <li data-id="a"><a href="/p/a"><h3 id="link">Red cap</h3></a><i id="picture"></i><button type="button" id="button">+</button></li>
    <li data-id="b"><h3 id="plain">Blue cap</h3></li></ul><p id="outside"></p>`;
  document.addEventListener("click", prevent);
  observe();
});
afterEach(() => {
  stop();
  document.removeEventListener("click", prevent);
  document.body.replaceChildren();
  history.replaceState(null, "", address);
});

function observe(): void {
  const list = document.querySelector("ul")!;
  const cards = readCandidates(list, "li", () => undefined);
  stop = observeChoices(list, { cards: () => cards, onChoice: ({ candidate }) => told.push(candidate.id) });
}

/** As in a browser without the Navigation API, where the page's end is all there is. */
function observeWithoutNavigation(): void {
  stop();
  Object.defineProperty(window, "navigation", { value: undefined, configurable: true });
  observe();
}

/** What the browser tells as a script or a link begins another page; the test page must stay. */
function beginPage(navigationType: NavigationType = "push"): void {
  const destination = { url: new URL("/p/a", location.href).href, sameDocument: false };
  navigation.dispatchEvent(Object.assign(new Event("navigate"), { navigationType, destination }));
}

function prevent(event: Event): void {
  event.preventDefault();
}

function send(id: string, type: string, init: MouseEventInit = {}): void {
  const EventOf = type.startsWith("pointer") ? PointerEvent : MouseEvent;
  document
    .querySelector(`#${id}`)!
    .dispatchEvent(new EventOf(type, { bubbles: true, cancelable: true, ...init }));
}

const endPage = (): void => void dispatchEvent(new PageTransitionEvent("pagehide"));
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe.each([
  ["in a browser that tells of the next page", (): void => undefined, (): void => beginPage()],
  ["in a browser where the page's end is all there is", observeWithoutNavigation, endPage],
])("observeChoices %s", (_, setUp, leave) => {
  beforeEach(setUp);

  test("hears a click on a link, or with the middle button, once, although the page then goes", () => {
    send("link", "pointerdown");
    send("link", "click");
    send("link", "auxclick", { button: 1 });
    leave();
    expect(told).toEqual(["a", "a"]);
  });

  test.each(["link", "picture", "plain"])(
    "counts a press on %s when the page goes before there is a click",
    (id) => {
      send(id, "pointerdown");
      leave();
      leave();
      expect(told).toEqual([id === "plain" ? "b" : "a"]);
    },
  );

  test("counts a click beside the link when the page goes because of it", () => {
    send("picture", "pointerdown");
    send("picture", "click");
    expect(told).toEqual([]);
    leave();
    expect(told).toEqual(["a"]);
  });

  test("counts a press when the page takes seconds to go, unless something else was pressed meanwhile", async () => {
    send("link", "pointerdown");
    await wait(3_000);
    leave();
    expect(told).toEqual(["a"]);
    send("link", "pointerdown");
    send("outside", "pointerdown");
    leave();
    expect(told).toEqual(["a"]);
  });

  test.each([
    ["on a button", () => send("button", "pointerdown")],
    ["beside the cards", () => send("outside", "pointerdown")],
    ["with the other button", () => send("link", "pointerdown", { button: 2 })],
    ["that opens another tab", () => send("link", "pointerdown", { ctrlKey: true })],
    ["that became a scroll", () => (send("link", "pointerdown"), send("link", "pointercancel"))],
    ["that another press followed", () => (send("link", "pointerdown"), send("button", "pointerdown"))],
  ])("counts no press %s when the page goes", (_, act) => {
    act();
    leave();
    expect(told).toEqual([]);
  });

  test("counts no press when the page goes much later, or nobody listens any more", async () => {
    send("link", "pointerdown");
    await wait(5_100);
    leave();
    send("link", "pointerdown");
    stop();
    leave();
    expect(told).toEqual([]);
  });
});

describe("observeChoices", () => {
  test("counts a click beside the link when a router shows another address, at once", () => {
    send("picture", "pointerdown");
    send("picture", "click");
    history.replaceState(null, "", location.href);
    history.pushState(null, "", "#more");
    expect(told).toEqual([]);
    history.pushState(null, "", "/p/a");
    expect(told).toEqual(["a"]);
    beginPage();
    expect(told).toEqual(["a"]);
  });

  test("counts once what is told by the press and then by its click, and the next click again", () => {
    send("link", "pointerdown");
    history.pushState(null, "", "/p/a");
    send("link", "click");
    expect(told).toEqual(["a"]);
    send("link", "click"); // by the keyboard: nothing is pressed
    expect(told).toEqual(["a", "a"]);
  });

  test("takes another address for nothing that came of a press long ago", async () => {
    send("picture", "pointerdown");
    send("picture", "click");
    await wait(1_600);
    history.pushState(null, "", "/p/a");
    expect(told).toEqual([]);
  });

  test("lets nothing out where a form in a card hides the DOM's own `closest` behind a field of that name", () => {
    document
      .querySelector("li")!
      .insertAdjacentHTML("beforeend", `<form id="form"><input name="closest"></form>`);
    const thrown: unknown[] = [];
    const onError = ({ error }: ErrorEvent): void => void thrown.push(error);
    addEventListener("error", onError);
    for (const type of ["pointerdown", "click"]) send("form", type);
    removeEventListener("error", onError);
    expect(thrown).toEqual([]);
    send("link", "click");
    expect(told).toEqual(["a"]);
  });

  test.each(["back", "reload", "the tab is closed"])(
    "takes a press that led nowhere for no choice where the visitor then leaves by the browser: %s",
    (how) => {
      send("picture", "pointerdown");
      send("picture", "click");
      if (how === "back") beginPage("traverse");
      if (how === "reload") beginPage("reload");
      endPage();
      expect(told).toEqual([]);
    },
  );
});
