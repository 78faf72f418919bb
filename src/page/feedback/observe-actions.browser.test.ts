import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { observeActions } from "./observe-actions.ts";

let told: unknown[][] = [];
let thrown: unknown[] = [];
let stop = (): void => undefined;

beforeEach(() => {
  told = [];
  thrown = [];
  addEventListener("error", onError);
  stop = observeActions({
    chosen: (...given) => told.push(["chosen", ...given]),
    shown: (...given) => told.push(["shown", ...given]),
    acted: (...given) => told.push(given.slice(0, 2)),
  });
});
afterEach(() => {
  stop();
  removeEventListener("error", onError);
  document.body.replaceChildren();
});

/** What a listener throws ends here, not in `dispatchEvent`. */
function onError({ error }: ErrorEvent): void {
  thrown.push(error);
}

const tell = (detail: unknown): boolean =>
  document.dispatchEvent(new CustomEvent("personal-rank:action", { detail }));

describe("observeActions", () => {
  test.each(["cart", "purchase", "engage", "goal"])("hears of %s by the page's event", (action) => {
    tell({ action, items: ["a", "b"] });
    expect(told).toEqual([[action, ["a", "b"]]]);
  });

  test("hears of a marked button, also where the press hits its picture, with every id it names", () => {
    document.body.innerHTML = `<button type="button" data-personal-rank-action="cart" data-personal-rank-item=" a, b,,"><i>+</i></button>`;
    document.querySelector("i")!.click();
    expect(told).toEqual([["cart", ["a", "b"]]]);
  });

  test.each([
    ["an unknown action", `data-personal-rank-action="like" data-personal-rank-item="a"`],
    ["no item", `data-personal-rank-action="cart"`],
    ["no action", `data-personal-rank-item="a"`],
  ])("takes nothing from a button with %s", (_, attributes) => {
    document.body.innerHTML = `<button type="button" ${attributes}></button>`;
    document.querySelector("button")!.click();
    expect(told).toEqual([]);
  });

  test("hears a marked button although the page keeps the click from going any further", () => {
    document.body.innerHTML = `<button type="button" data-personal-rank-action="cart" data-personal-rank-item="a"></button>`;
    const button = document.querySelector("button")!;
    button.addEventListener("click", (event) => event.stopImmediatePropagation());
    button.click();
    expect(told).toEqual([["cart", ["a"]]]);
  });

  test("takes numbers for ids, as a shop's script has them, and leaves out what is none", () => {
    tell({ action: "purchase", items: [4711, " b ", "", null, {}] });
    expect(told).toEqual([["purchase", ["4711", "b"]]]);
  });

  test("takes at most fifty items", () => {
    tell({ action: "purchase", items: Array.from({ length: 60 }, (_, at) => `id-${at}`) });
    expect((told[0][1] as string[]).length).toBe(50);
  });

  test("gives whole actions only, and lets nothing out, whatever the event holds", () => {
    const detail = fc.oneof(
      fc.anything(),
      fc.record({
        action: fc.oneof(fc.constant("cart"), fc.anything()),
        items: fc.oneof(fc.array(fc.anything()), fc.anything()),
      }),
    );
    fc.assert(
      fc.property(detail, (given) => {
        told = [];
        tell(given);
        for (const [, items] of told) {
          expect((items as unknown[]).length).toBeGreaterThan(0);
          for (const id of items as unknown[]) expect(typeof id === "string" && id !== "").toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
    const hostile = {
      get action(): never {
        throw new Error("the page's");
      },
    };
    tell(hostile);
    expect(thrown).toEqual([]);
  });

  test("lets nothing out where a form hides the DOM's own `closest` behind a field of that name", () => {
    document.body.innerHTML = `<form><input name="closest"></form>`;
    document.querySelector("form")!.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    expect(thrown).toEqual([]);
    expect(told).toEqual([]);
  });

  test("is silent once it is stopped", () => {
    document.body.innerHTML = `<button type="button" data-personal-rank-action="cart" data-personal-rank-item="a"></button>`;
    stop();
    document.querySelector("button")!.click();
    tell({ action: "cart", items: ["a"] });
    expect(told).toEqual([]);
  });
});
