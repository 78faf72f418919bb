import { afterEach, describe, expect, test } from "vitest";
import { apply, clearPage, four, grid, page, seen, show, texts } from "./shown-page.test-helper.ts";

afterEach(clearPage);

describe('apply="slot"', () => {
  test("keeps the white space and the words between cards where they are", () => {
    const list = page(`<div id="list">x <b class="card">a</b> y <b class="card">b</b> z</div>`);
    const { width } = list.getBoundingClientRect();
    show(apply(list, "slot"), "ba");
    seen();
    const lefts = [...list.childNodes].map((node) => {
      const range = document.createRange();
      range.selectNode(node);
      return { text: node.textContent!, left: range.getBoundingClientRect().left };
    });
    expect(
      lefts
        .sort((a, b) => a.left - b.left)
        .map(({ text }) => text)
        .join(""),
    ).toBe("x b y a z");
    expect(list.getBoundingClientRect().width).toBe(width);
  });

  test("moves the cards, and says so once, where the list cannot have a shadow root", () => {
    const problems: string[] = [];
    const list = page(`<ul id="list">${four("li")}</ul>`);
    const applier = apply(list, "slot", problems);
    show(applier, "dcba");
    show(applier, "cdba");
    expect(texts()).toBe("cdba");
    expect(problems).toEqual([
      'Cannot use apply="slot" on this list because a <ul> cannot have a shadow root; "move" is used',
    ]);
  });

  test("leaves a shadow root alone that is the list's own", () => {
    const problems: string[] = [];
    const list = page(grid(four()));
    const root = list.attachShadow({ mode: "closed" });
    root.append(document.createElement("slot"));
    show(apply(list, "slot", problems), "dcba");
    expect(texts()).toBe("dcba");
    expect(root.childNodes).toHaveLength(1);
    expect(problems[0]).toContain("shadow root of its own");
  });

  test("waits for no custom element that may want its own shadow root later", () => {
    const list = page(grid(four(), "not-yet-defined"));
    expect(show(apply(list, "slot"), "dcba")).toBe(true);
    customElements.define(
      "not-yet-defined",
      class extends HTMLElement {
        constructor() {
          super();
          this.attachShadow({ mode: "open" }).append(document.createElement("slot"));
        }
      },
    );
    expect(list.shadowRoot!.querySelector("slot")!.assignedElements()).toHaveLength(4);
  });
});
