import { afterEach, describe, expect, test } from "vitest";
import { apply, clearPage, four, grid, page, seen, show, texts } from "./shown-page.test-helper.ts";

afterEach(clearPage);

describe('apply="order"', () => {
  test("moves the cards, and says so once, where the list is no flex or grid container", () => {
    const problems: string[] = [];
    const list = page(`<ul id="list">${four("li")}</ul>`);
    const applier = apply(list, "order", problems);
    show(applier, "dcba");
    show(applier, "abdc");
    expect(texts()).toBe("abdc");
    expect(problems).toEqual([
      'Cannot use apply="order" on this list because the list\'s display is "block", not flex or grid; "move" is used',
    ]);
  });

  test("says that bare text between cards cannot have a place", () => {
    const problems: string[] = [];
    const list = page(
      `<div id="list" style="display:flex">new: <b class="card">a</b><b class="card">b</b></div>`,
    );
    show(apply(list, "order", problems), "ba");
    expect(problems[0]).toContain("bare text");
  });

  test("is not used where something drawn behind the cards would come before them", () => {
    const sheet = document.createElement("style");
    for (const [rule, isUsed] of [
      [`#list::after { content: ""; display: table }`, false],
      [`#list::after { content: ""; position: absolute }`, true],
      [`#list::before { content: "!" }`, true],
    ] as const) {
      const problems: string[] = [];
      const list = page(grid(four()));
      sheet.textContent = rule;
      list.before(sheet);
      show(apply(list, "order", problems), "dcba");
      expect(list.style.getPropertyValue("reading-flow") !== "", rule).toBe(isUsed);
      expect(seen()).toBe("dcba");
      if (!isUsed) expect(problems[0]).toContain("::after");
    }
  });

  test("keeps the place of a child that is not HTML", () => {
    const list = page(
      grid(
        `<i class="card">a</i><svg width="20" height="20"><text>*</text></svg><i class="card">b</i><i class="card">c</i>`,
      ),
    );
    show(apply(list, "order"), "cba");
    expect(seen([...list.children])).toBe("c*ba");
  });

  test("makes Tab follow a list that is flex on a narrow screen and grid on a wide one", () => {
    const list = page(grid(four()));
    list.style.display = "flex";
    const applier = apply(list, "order");
    show(applier, "dcba");
    expect(list.style.getPropertyValue("reading-flow")).toBe("flex-visual");
    list.style.display = "grid";
    show(applier, "abdc");
    expect(list.style.getPropertyValue("reading-flow")).toBe("grid-order");
    expect(seen()).toBe("abdc");
  });

  test("gives a card that the page takes away its own order back, and again if it is taken away again", async () => {
    const list = page(grid(four()));
    const [card] = list.children as unknown as HTMLElement[];
    card.style.order = "7";
    const applier = apply(list, "order");
    show(applier, "dcba");
    for (let times = 0; times < 2; times++) {
      expect(card.style.order).toBe("4");
      card.remove();
      await Promise.resolve();
      expect(card.style.order).toBe("7");
      list.append(card);
      await Promise.resolve();
    }
    expect(seen()).toBe("dcba");
    applier.stop();
    expect(card.style.order).toBe("7");
  });

  test("leaves alone what the page itself sets on a card that it takes away", async () => {
    const list = page(grid(four()));
    const [card, , , last] = list.children as unknown as HTMLElement[];
    const applier = apply(list, "order");
    show(applier, "dcba");
    for (const taken of [card, last]) taken.remove();
    card.style.order = "9";
    document.body.append(card);
    await Promise.resolve();
    expect([card.style.order, last.style.order]).toEqual(["9", ""]);
    card.remove();
  });

  test("gives the list's own reading order back when it stops", () => {
    const list = page(grid(four()));
    list.style.setProperty("reading-flow", "grid-rows");
    const applier = apply(list, "order");
    show(applier, "dcba");
    applier.stop();
    expect(list.style.getPropertyValue("reading-flow")).toBe("grid-rows");
  });
});
