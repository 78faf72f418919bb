import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Observed, observed, wait } from "./kind-feedback.test-helper.ts";

const SETTLED_MS = 500;
let page: Observed;
let nowMs = 0;

beforeEach(() => {
  nowMs = 0;
  page = observed("feed", () => nowMs);
});
afterEach(() => {
  page.stop();
  document.body.replaceChildren();
  scrollTo(0, 0);
});

describe("observePosts", () => {
  test.each([
    ["a button by its label", `<button aria-label="Like">12</button>`],
    ["a button by its text", `<button> Reply </button>`],
    ["a name with a count", `<button aria-label="3 people, like this post">3</button>`],
    ["a picture in a button", `<button title="Bookmark"><b></b></button>`],
    ["a link", `<a href="#share">Teilen</a>`],
    ["a div that plays a button", `<div role="button" aria-label="J’aime"></div>`],
    ["what the page says itself", `<button data-personal-rank-action="save">☆</button>`],
    ["a toggle that is off", `<button aria-pressed="false" aria-label="Me gusta">♥</button>`],
  ])("tells of a response once: %s", (_, html) => {
    press(`<article data-id="a">${html}</article>`);
    press();
    expect(page.told).toEqual(["engage a"]);
  });

  test.each([
    ["taking it back", `<button aria-pressed="true" aria-label="Like">♥</button>`],
    ["taking it back by name", `<button aria-label="Remove bookmark">x</button>`],
    ["the opposite", `<button aria-label="Dislike">x</button>`],
    ["a word that only looks like it", `<button>Likes (12)</button>`],
    ["any other button", `<button aria-label="Report">x</button>`],
    ["no control", `<p>I like this</p>`],
    ["a long text that can be pressed", `<a href="#a">${"We would like to share this. ".repeat(5)}</a>`],
    ["an action of a shop, told of elsewhere", `<button data-personal-rank-action="cart">Like</button>`],
    ["a menu that opens", `<button aria-haspopup="menu" aria-expanded="false">⋯</button>`],
    ["what folds up", `<button aria-expanded="true">Less</button>`],
  ])("tells nothing of %s", (_, html) => {
    press(`<article data-id="a">${html}</article>`);
    expect(page.told).toEqual([]);
  });

  test.each([`<button>See more</button>`, `<button aria-expanded="false">Thread</button>`])(
    "takes a post as chosen that is unfolded by %s",
    (html) => {
      press(`<article data-id="a">${html}</article>`);
      expect(page.told).toEqual(["chosen a"]);
    },
  );

  test("tells of a post that fills the middle of the view for ten seconds, not of one scrolled past", async () => {
    document.body.innerHTML = ["a", "b", "c"]
      .map((id) => `<article data-id="${id}" style="height:100vh">${id}</article>`)
      .join("");
    await wait(SETTLED_MS);
    nowMs = 60_000; // nobody has moved the page yet
    scrollTo(0, innerHeight);
    await wait(SETTLED_MS);
    nowMs += 9_000;
    scrollTo(0, innerHeight * 2);
    await wait(SETTLED_MS);
    nowMs += 9_000;
    scrollBy(0, -5); // within the same post
    await wait(SETTLED_MS);
    expect(page.told).toEqual([]);
    nowMs += 1_500;
    scrollBy(0, 5);
    await wait(SETTLED_MS);
    expect(page.told).toEqual(["engage c"]);
  });

  test("takes no small post as read, whatever the time", async () => {
    document.body.innerHTML = Array.from(
      { length: 12 },
      (_, at) => `<article data-id="${at}" style="height:30vh">${at}</article>`,
    ).join("");
    scrollTo(0, innerHeight);
    await wait(SETTLED_MS);
    nowMs = 20_000;
    scrollBy(0, 1);
    await wait(SETTLED_MS);
    expect(page.told).toEqual([]);
  });
});

/** Presses the innermost element of the post that is there, or of a new one. */
function press(html?: string): void {
  if (html !== undefined) document.body.innerHTML = html;
  let target = document.querySelector("[data-id]")!;
  while (target.firstElementChild !== null) target = target.firstElementChild;
  target.addEventListener("click", (event) => event.preventDefault(), { once: true });
  target.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, composed: true }));
}
