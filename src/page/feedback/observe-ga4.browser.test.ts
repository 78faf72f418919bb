import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { observeGa4 } from "./observe-ga4.ts";

const page = window as unknown as { testLayer?: unknown[] };
let stop = (): void => undefined;

beforeEach(() => {
  page.testLayer = [];
});
afterEach(() => {
  stop();
  document.body.replaceChildren();
});

function observe(): unknown[][] {
  const told: unknown[][] = [];
  const orders = new Set<string>();
  stop = observeGa4(
    {
      chosen: (...given) => told.push(["chosen", ...given]),
      shown: (...given) => told.push(["shown", ...given]),
      acted: (...given) => told.push(["acted", ...given]),
    },
    { name: "testLayer", isFirstOrder: (id) => orders.size < orders.add(id).size },
  );
  return told;
}

function push(event: string, params: object = {}): void {
  page.testLayer!.push({ event, ecommerce: { items: [{ item_id: "A" }], ...params } });
}

describe("observeGa4", () => {
  test("takes carts and purchases of before, but no choices", () => {
    for (const event of ["select_item", "add_to_cart", "purchase"]) push(event);
    expect(observe()).toEqual([
      ["acted", "cart", ["A"], undefined],
      ["acted", "purchase", ["A"], undefined],
    ]);
  });

  test("takes choices of now, with their list, and never takes a list for what was seen", () => {
    const told = observe();
    push("view_item_list", { item_list_id: "shelf" });
    push("select_item", { item_list_id: "shelf" });
    expect(told).toEqual([["chosen", "A", "shelf", undefined]]);
  });

  test("counts an order once, and every purchase without a number", () => {
    const told = observe();
    for (const transaction_id of ["T1", "T1", "T2", undefined, undefined])
      push("purchase", { transaction_id });
    expect(told).toHaveLength(4);
  });

  test("waits with what is pushed in a click that leads away, and not in one that stays", async () => {
    const told = observe();
    document.body.innerHTML = `<a href="/product/1">lamp</a><button type="button">like</button>`;
    const settled = async (selector: string, type: string): Promise<boolean> => {
      told.length = 0;
      document.body.addEventListener(type, () => push("select_item"), { once: true });
      document
        .querySelector(selector)!
        .dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true }));
      const due = told[0][3] as Promise<void>;
      return Promise.race([
        due.then(() => true),
        new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 300)),
      ]);
    };
    // Not a click, which would take the test page away.
    expect(await settled("a", "mousedown")).toBe(false);
    expect(await settled("button", "mousedown")).toBe(true);
  });

  test("is silent once it is stopped", () => {
    const told = observe();
    stop();
    push("purchase");
    expect(told).toEqual([]);
  });
});
