import { afterEach, describe, expect, test } from "vitest";
import { observed } from "./kind-feedback.test-helper.ts";

const POST = `<article data-id="a"><p>Did it help?</p><button>Yes, like it</button><details><summary>More</summary></details></article>`;

afterEach(() => document.body.replaceChildren());

function press(html: string, selector = "button"): void {
  document.body.innerHTML = html;
  document.querySelector<HTMLElement>(selector)!.dispatchEvent(new MouseEvent("click", { bubbles: true }));
}

describe("observeKind", () => {
  test.each([
    ["shop", []],
    ["video", []],
    ["news", []],
    ["feed", ["engage a"]],
    ["help", ["goal a"]],
  ] as const)("takes the same button on a page of kind %s for %j", (kind, told) => {
    const page = observed(kind);
    press(POST);
    page.stop();
    expect(page.told).toEqual(told);
  });

  test("tells of an item's action once, but each time that it is unfolded", () => {
    const page = observed("feed");
    for (let times = 0; times < 3; times++) {
      press(POST);
      press(POST, "summary");
    }
    page.stop();
    expect(page.told).toEqual(["engage a", "chosen a", "chosen a", "chosen a"]);
  });

  test.each(["feed", "help"] as const)("tells nothing of a %s once it was stopped", (kind) => {
    const page = observed(kind);
    page.stop();
    press(POST);
    press(POST, "summary");
    expect(page.told).toEqual([]);
  });

  test.each(["video", "feed", "help", "news"] as const)(
    "throws nothing into a page of kind %s that hides the DOM behind names of its own",
    (kind) => {
      const thrown: unknown[] = [];
      const onError = (event: ErrorEvent): void => void thrown.push(event.message);
      addEventListener("error", onError);
      const page = observed(kind);
      const names = [
        "closest",
        "textContent",
        "getAttribute",
        "labels",
        "matches",
        "getRootNode",
        "isConnected",
      ];
      const fields = names.map((name) => `<input name="${name}">`).join("");
      press(`<form role="button" aria-expanded="false" aria-label="Yes, like">${fields}</form>`, "form");
      for (const type of ["copy", "scroll", "keydown", "timeupdate", "pause", "emptied"])
        document.querySelector("form")!.dispatchEvent(new Event(type, { bubbles: true }));
      page.stop();
      removeEventListener("error", onError);
      expect(thrown).toEqual([]);
    },
  );
});
