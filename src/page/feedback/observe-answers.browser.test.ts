import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { describePage, type Observed, observed } from "./kind-feedback.test-helper.ts";

let page: Observed;

beforeEach(() => {
  page = observed("help");
});
afterEach(() => {
  page.stop();
  document.body.replaceChildren();
});

describe("observeAnswers", () => {
  test.each([
    ["a button below its question", `<p>Was this helpful?</p><button>Yes</button>`],
    ["its own label", `<button aria-label="This article was helpful">✓</button>`],
    ["a thumb", `<div>Did this answer help you? <span><button>👍</button></span></div>`],
    [
      "a radio button",
      `<fieldset><legend>Hilfreich?</legend><label>Ja<input type="radio"></label></fieldset>`,
    ],
    ["what the page says itself", `<button data-personal-rank-action="helped">So it is</button>`],
  ])("tells that an answer helped, by %s", (_, html) => {
    press(html, "button, input");
    expect(page.told).toEqual(["goal a"]);
  });

  test.each([
    ["no", `<p>Was this helpful?</p><button>No</button>`],
    ["no by its label", `<button aria-label="This article was not helpful">x</button>`],
    ["yes to another question", `<p>Delete your account?</p><button>Yes</button>`],
    ["yes far from any question", `<p>${"We help everyone. ".repeat(40)}</p><button>Yes</button>`],
    ["another word of the page", `<button data-personal-rank-action="not-helped">Helpful: yes</button>`],
  ])("tells nothing of %s", (_, html) => {
    press(html, "button");
    expect(page.told).toEqual([]);
  });

  test("takes an answer as chosen when it is unfolded, not when it is folded again", () => {
    press("<details><summary>How?</summary>So.</details>", "summary");
    document.querySelector("summary")!.click();
    expect(page.told).toEqual(["chosen a"]);
  });

  test("tells of text that is copied, but not of a word, nor of what is typed", () => {
    document.body.innerHTML = `<li data-id="a"><p>Hold both buttons for five seconds.</p><input></li>`;
    const text = document.querySelector("p")!.firstChild!;
    getSelection()!.setBaseAndExtent(text, 0, text, 4);
    copy("p");
    getSelection()!.selectAllChildren(document.querySelector("p")!);
    copy("input");
    expect(page.told).toEqual([]);
    copy("p");
    expect(page.told).toEqual(["engage a"]);
  });

  test("takes the question that the page is about", () => {
    document.body.innerHTML = `<p>Did this help?</p><button>Yes</button>`;
    describePage({ "@type": "QAPage", mainEntity: { "@type": "Question", "@id": "q-3", name: "How?" } });
    document.querySelector("button")!.click();
    expect(page.told[0]).toBe("goal q-3");
  });
});

function press(html: string, selector: string): void {
  document.body.innerHTML = `<li data-id="a">${html}</li>`;
  document.querySelector<HTMLElement>(selector)!.click();
}

function copy(selector: string): void {
  document.querySelector(selector)!.dispatchEvent(new ClipboardEvent("copy", { bubbles: true }));
}
