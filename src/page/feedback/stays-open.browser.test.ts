import { afterEach, describe, expect, it } from "vitest";
import { staysOpen } from "./stays-open.ts";

/** Well over a turn of the event loop, well under the time that a page is given to go away. */
const SOON_MS = 300;

afterEach(() => document.body.replaceChildren());

describe("staysOpen", () => {
  it.each([
    ["a link of the shop", `<a href="/product/1"><b id="hit">lamp</b></a>`, false],
    ["the button of a form", `<form action="/cart"><button id="hit">buy</button></form>`, false],
    ["an input that sends a form", `<form action="/cart"><input type="submit" id="hit" /></form>`, false],
    ["a picture that sends a form", `<form action="/cart"><input type="image" id="hit" /></form>`, false],
    ["a plain button", `<button id="hit">like</button>`, true],
    ["a button of a form that sends nothing", `<form><button type="button" id="hit">+</button></form>`, true],
    ["a link to a place on this page", `<a href="#more" id="hit">more</a>`, true],
    ["a link to another site", `<a href="https://example.com/1" id="hit">lamp</a>`, true],
    ["a link to another tab", `<a href="/product/1" target="_blank" id="hit">lamp</a>`, true],
    ["a download", `<a href="/product/1" download="lamp.pdf" id="hit">lamp</a>`, true],
    ["a form for another tab", `<form target="_blank"><button id="hit">buy</button></form>`, true],
    ["no element that does anything", `<p id="hit">lamp</p>`, true],
  ])("after a click on %s (%s) settles at once: %s", async (_, html, isSoon) => {
    expect(await settlesSoonAfter(html, {})).toBe(isSoon);
  });

  it.each(["ctrlKey", "metaKey", "shiftKey", "altKey"])(
    "settles at once with %s, which opens no page here",
    async (key) => {
      expect(await settlesSoonAfter(`<a href="/product/1" id="hit">lamp</a>`, { [key]: true })).toBe(true);
    },
  );

  it("settles at once where the page takes the click for itself, as a router does", async () => {
    const isSoon = settlesSoonAfter(`<a href="/product/1" id="hit">lamp</a>`, {}, (event) =>
      event.preventDefault(),
    );
    expect(await isSoon).toBe(true);
  });

  it("settles later after a link that did not lead away after all", async () => {
    const settled = click(`<a href="/product/1" id="hit">lamp</a>`, {}, () => undefined);
    await expect(settled).resolves.toBeUndefined();
  });
});

async function settlesSoonAfter(
  html: string,
  init: MouseEventInit,
  handler: (event: Event) => void = () => undefined,
): Promise<boolean> {
  const later = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), SOON_MS));
  return Promise.race([click(html, init, handler).then(() => true), later]);
}

/**
 * A press on `#hit`, as a click would take the test page away: our listener is first, in the capture phase; the page's own
 * comes after it.
 */
function click(html: string, init: MouseEventInit, handler: (event: Event) => void): Promise<void> {
  document.body.innerHTML = html;
  const hit = document.querySelector("#hit")!;
  let settled = Promise.resolve();
  document.body.addEventListener("mousedown", (event) => (settled = staysOpen(event)), {
    capture: true,
    once: true,
  });
  hit.addEventListener("mousedown", handler);
  hit.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, cancelable: true, ...init }));
  return settled;
}
