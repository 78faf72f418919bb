import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { reorder } from "./reorder.ts";

afterEach(() => document.body.replaceChildren());

/** Static markup of this file only. */
function page(markup: string): HTMLElement[] {
  document.body.innerHTML = markup;
  return cards();
}

function cards(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(".card")];
}

const texts = (): string[] => cards().map(({ textContent }) => textContent.trim());

describe("reorder", () => {
  test("puts the card of each place where the order says, as the same nodes", () => {
    const before = page(`<ul><li class="card">a</li><li class="card">b</li><li class="card">c</li></ul>`);
    expect(reorder(before, [2, 0, 1])).toBe(true);
    expect(texts()).toEqual(["c", "a", "b"]);
    expect(cards()[0]).toBe(before[2]);
  });

  test("does nothing for the order that is there", () => {
    expect(reorder(page(`<p class="card">a</p><p class="card">b</p>`), [0, 1])).toBe(false);
  });

  test("leaves what stands between the cards, and the rows they stand in", () => {
    const before = page(
      `<div id="r1"><p class="card">a</p><hr><p class="card">b</p></div><div id="r2"><p class="card">c</p><i>ad</i></div>`,
    );
    reorder(before, [2, 1, 0]);
    expect(document.querySelector("#r1")!.innerHTML).toBe(`<p class="card">c</p><hr><p class="card">b</p>`);
    expect(document.querySelector("#r2")!.innerHTML).toBe(`<p class="card">a</p><i>ad</i>`);
  });

  test("keeps focus, form values and listeners", () => {
    const before = page(`<div class="card">a<input></div><div class="card">b</div><div class="card">c</div>`);
    const input = document.querySelector("input")!;
    let clicks = 0;
    before[1].addEventListener("click", () => clicks++);
    input.value = "half typed";
    input.focus();
    reorder(before, [1, 2, 0]);
    expect(document.activeElement).toBe(input);
    expect(input.value).toBe("half typed");
    before[1].click();
    expect(clicks).toBe(1);
  });

  test("keeps the scroll position", () => {
    const before = page(
      Array.from({ length: 40 }, (_, at) => `<p class="card" style="height:100px">${at}</p>`).join(""),
    );
    scrollTo(0, 1500);
    reorder(before, [...before.keys()].reverse());
    expect(document.scrollingElement!.scrollTop).toBe(1500);
  });

  test("counts no layout shift, although cards on screen change places", async () => {
    const before = page(
      Array.from(
        { length: 8 },
        (_, at) => `<p class="card" style="height:60px;background:#ccc">${at}</p>`,
      ).join(""),
    );
    let shift = 0;
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) shift += entry.value;
    });
    observer.observe({ type: "layout-shift" });
    await new Promise((resolve) => setTimeout(resolve, 100));
    reorder(before, [7, 6, 5, 4, 3, 2, 1, 0]);
    await new Promise((resolve) => setTimeout(resolve, 600));
    observer.disconnect();
    expect(shift).toBe(0);
    expect(texts()[0]).toBe("7");
  });

  test("gives any permutation", () => {
    const orders = fc
      .integer({ min: 1, max: 12 })
      .chain((count) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count }));
    fc.assert(
      fc.property(orders, (order) => {
        const before = page(order.map((_, at) => `<p class="card">${at}</p>`).join("<hr>"));
        reorder(before, order);
        expect(texts()).toEqual(order.map(String));
      }),
      { numRuns: 50 },
    );
  });
});
