import { afterEach, describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import {
  apply,
  cards,
  clearPage,
  four,
  GRID,
  grid,
  onScreen,
  page,
  seen,
  show,
  textOf,
  texts,
} from "./shown-page.test-helper.ts";

afterEach(clearPage);

/** The ways that leave the document alone. */
const VIRTUAL = ["slot", "order"] as const;

for (const mode of VIRTUAL) {
  describe(`apply="${mode}"`, () => {
    test("shows the order, and changes nothing in the document", () => {
      const list = page(grid(four()));
      const before = [...list.childNodes];
      const applier = apply(list, mode);
      expect(show(applier, "cadb")).toBe(true);
      expect(seen()).toBe("cadb");
      expect(onScreen(applier).map(textOf).join("")).toBe("cadb");
      expect([...list.childNodes]).toEqual(before);
    });

    test("leaves what is no card at its place", () => {
      const list = page(
        grid(`<b>!</b><i class="card">a</i><b>?</b><i class="card">b</i><i class="card">c</i><b>.</b>`),
      );
      show(apply(list, mode), "cba");
      expect(seen([...list.children] as HTMLElement[])).toBe("!c?ba.");
    });

    test("draws what the page adds before the next frame, at the place that it has in the document", async () => {
      const list = page(grid(four()));
      const applier = apply(list, mode);
      show(applier, "dcba");
      list.insertAdjacentHTML("beforeend", `<div class="card">e</div>`);
      list.insertAdjacentHTML("afterbegin", `<div class="card">0</div>`);
      await Promise.resolve();
      expect(seen()).toBe("0dcbae");
      cards()[2].remove();
      expect(onScreen(applier).map(textOf).join("")).toBe("0dcae");
    });

    test("gives way to the page's own order when the page sorts its cards", async () => {
      const list = page(grid(four()));
      const applier = apply(list, mode);
      show(applier, "dcba");
      list.append(list.firstElementChild!);
      await Promise.resolve();
      expect(seen()).toBe("bcda");
      show(applier, "abcd");
      expect(seen()).toBe("abcd");
    });

    test("shows cards that are in a child of the list each, by these", () => {
      const list = page(
        `<div id="list"><div id="grid" style="${GRID}">${Array.from("abc")
          .map((text) => `<p><b class="card">${text}</b></p>`)
          .join("")}</div></div>`,
      );
      show(apply(list, mode), "bca");
      expect(seen()).toBe("bca");
      expect(texts()).toBe("abc");
    });

    test("puts the document's order back when it stops, and leaves no style", async () => {
      const list = page(grid(four()));
      const card = list.firstElementChild as HTMLElement;
      card.style.order = "0";
      const style = list.style.cssText;
      const applier = apply(list, mode);
      show(applier, "dcba");
      applier.stop();
      expect(seen()).toBe("abcd");
      expect(card.style.order).toBe("0");
      expect([list.style.cssText, (list.lastElementChild as HTMLElement).style.cssText]).toEqual([style, ""]);
      list.insertAdjacentHTML("beforeend", `<div class="card">e</div>`);
      await Promise.resolve();
      expect(seen()).toBe("abcde");
    });

    test("goes on with a list that another tag has been at", () => {
      const list = page(grid(four()));
      const first = apply(list, mode);
      show(first, "dcba");
      first.stop();
      const problems: string[] = [];
      const second = apply(list, mode, problems);
      expect(onScreen(second).map(textOf).join("")).toBe("abcd");
      show(second, "badc");
      expect(seen()).toBe("badc");
      expect(problems).toEqual([]);
    });

    test("makes Tab follow what is seen", async () => {
      const list = page(
        grid(
          Array.from("abcd")
            .map((text) => `<p class="card"><button>${text}</button></p>`)
            .join(""),
        ),
      );
      show(apply(list, mode), "cadb");
      const order: string[] = [];
      for (let at = 0; at < 4; at++) {
        await userEvent.tab();
        order.push(document.activeElement!.textContent);
      }
      expect(order.join("")).toBe("cadb");
    });

    test("keeps focus, typed text, scrolling inside of cards, frames and animations as they are", async () => {
      const list = page(
        grid(
          `<div class="card">a<input></div>
          <div class="card">b<div class="box" style="height:20px;overflow:auto"><p style="height:200px"></p></div></div>
          <div class="card">c<iframe srcdoc="<p>x"></iframe></div>
          <div class="card">d</div>`,
        ),
      );
      const frame = document.querySelector("iframe")!;
      await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
      let loads = 0;
      frame.addEventListener("load", () => loads++);
      const input = document.querySelector("input")!;
      const box = document.querySelector(".box")!;
      const focusEvents: string[] = [];
      input.value = "half typed";
      input.focus();
      for (const name of ["focus", "blur"]) input.addEventListener(name, () => focusEvents.push(name));
      box.scrollTop = 50;
      const turning = list.lastElementChild!.animate([{ rotate: "0deg" }, { rotate: "9deg" }], 60_000);
      turning.currentTime = 30_000;
      const applier = apply(list, mode);
      for (const wanted of ["dcba", "bdac", "cabd"]) {
        show(applier, wanted);
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      }
      expect(document.activeElement).toBe(input);
      expect(focusEvents).toEqual([]);
      expect(input.value).toBe("half typed");
      expect(box.scrollTop).toBe(50);
      expect(loads).toBe(0);
      expect(turning.currentTime).toBeGreaterThanOrEqual(30_000);
    });

    test("keeps the scroll position, and counts no layout shift", async () => {
      const list = page(
        grid(
          Array.from("abcdefghij")
            .map((text) => `<p class="card" style="height:300px;background:#ccc">${text}</p>`)
            .join(""),
        ),
      );
      let shift = 0;
      const observer = new PerformanceObserver((entries) => {
        for (const entry of entries.getEntries() as (PerformanceEntry & { value: number })[])
          shift += entry.value;
      });
      observer.observe({ type: "layout-shift" });
      await new Promise((resolve) => setTimeout(resolve, 100));
      scrollTo(0, 400);
      const applier = apply(list, mode);
      show(applier, "jihgfedcba");
      await new Promise((resolve) => setTimeout(resolve, 600));
      show(applier, "abcdefghij");
      expect(document.scrollingElement!.scrollTop).toBe(400);
      await new Promise((resolve) => setTimeout(resolve, 600));
      observer.disconnect();
      expect(shift).toBe(0);
    });
  });
}
